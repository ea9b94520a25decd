/** The normal deviate of a two-sided 95 % interval. */
const Z = 1.959_964;

/** A share with its 95 % interval, each 0–1; null where there is nothing to have a share of. */
export type Share = { readonly share: number; readonly low: number; readonly high: number } | null;

/**
 * Wilson's score interval (Wilson, JASA 22, 1927). Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion",
 * Statistical Science 16 (2001), recommend it for small numbers. It supposes independent requests, where those of one set asked in five
 * orders are not: then it is narrower than what is known.
 */
export function shareOf(part: number, whole: number): Share {
  if (whole === 0) return null;
  const share = part / whole;
  const scale = 1 + (Z * Z) / whole;
  const centre = (share + (Z * Z) / (2 * whole)) / scale;
  const reach = (Z / scale) * Math.sqrt((share * (1 - share)) / whole + (Z * Z) / (4 * whole * whole));
  return { share, low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}

/** As `0.00 % (0.00–0.09)`. */
export function shareText(share: Share): string {
  if (share === null) return 'none';
  const percent = (value: number): string => (100 * value).toFixed(2);
  return `${percent(share.share)} % (${percent(share.low)}–${percent(share.high)})`;
}
