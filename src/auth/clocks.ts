/** How far the clocks of an issuer of tokens and of this server may differ. */
export const CLOCK_TOLERANCE_MS = 5000;
