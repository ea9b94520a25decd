const Z = 1.959_964;

/** 95 % interval of a share (Wilson 1927), in percent: `0.00 % (0.00–0.09)`. */
export function shareWithInterval(part: number, whole: number): string {
  if (whole === 0) return 'none';
  const share = part / whole;
  const centre = (share + (Z * Z) / (2 * whole)) / (1 + (Z * Z) / whole);
  const reach =
    (Z / (1 + (Z * Z) / whole)) * Math.sqrt((share * (1 - share)) / whole + (Z * Z) / (4 * whole * whole));
  const percent = (value: number): string => (100 * Math.max(0, value)).toFixed(2);
  return `${percent(share)} % (${percent(centre - reach)}–${percent(centre + reach)})`;
}
