import type { Tally } from './stream';

/** Precision over hit ratio (P-CHR): how often hits are right, where so much is served. */
export interface Curve {
  readonly policy: string;
  /** Strictest threshold first. Without a hit there is no precision, and no point. */
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly threshold: number;
  readonly hit_ratio: number;
  readonly precision: number;
}

export function curveOf(policy: string, tallies: ReadonlyMap<number, Tally>): Curve {
  const points = [...tallies].flatMap(([threshold, { requests, served, wrong }]) =>
    served === 0 ? [] : [{ threshold, hit_ratio: served / requests, precision: 1 - wrong / served }],
  );
  return { policy, points: points.sort((a, b) => b.threshold - a.threshold) };
}

const [WIDTH, HEIGHT] = [720, 420];
const PLOT = { left: 60, top: 40, width: 460, height: 320 };
/** Okabe and Ito's colours, which people who see few colours tell apart. */
const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** @returns an SVG of hit ratio (across) and precision (up) */
export function svgOf(title: string, curves: readonly Curve[]): string {
  const widest = Math.max(
    0.05,
    ...curves.flatMap(({ points }) => points.map(({ hit_ratio: ratio }) => ratio)),
  );
  const lowest = Math.min(0.9, ...curves.flatMap(({ points }) => points.map(({ precision }) => precision)));
  const across = (ratio: number): number => PLOT.left + (PLOT.width * ratio) / widest;
  const up = (precision: number): number => PLOT.top + (PLOT.height * (1 - precision)) / (1 - lowest);
  const lines = curves.map(({ policy, points }, at) => {
    const colour = COLOURS[at % COLOURS.length] ?? '#000';
    const places = points.map(
      (point) => `${across(point.hit_ratio).toFixed(1)},${up(point.precision).toFixed(1)}`,
    );
    const dots = places.map(
      (place) => `<circle cx="${place.replace(',', '" cy="')}" r="3" fill="${colour}"/>`,
    );
    const legend = PLOT.top + 20 * at;
    return [
      `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${places.join(' ')}"/>`,
      ...dots,
      `<text x="${PLOT.left + PLOT.width + 16}" y="${legend}" fill="${colour}">${policy}</text>`,
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${PLOT.left}" y="20" font-size="14">${title}: precision of semantic hits over their share of requests</text>
<path d="M${PLOT.left} ${PLOT.top}V${PLOT.top + PLOT.height}H${PLOT.left + PLOT.width}" fill="none" stroke="#333"/>
${ticks(0, widest, (ratio) => `<text x="${across(ratio)}" y="${PLOT.top + PLOT.height + 18}" text-anchor="middle">${percent(ratio)}</text>`)}
${ticks(lowest, 1, (precision) => `<text x="${PLOT.left - 6}" y="${up(precision) + 4}" text-anchor="end">${percent(precision)}</text>`)}
${lines.join('\n')}
</svg>
`;
}

function ticks(from: number, to: number, label: (value: number) => string): string {
  return Array.from({ length: 5 }, (_, at) => label(from + ((to - from) * at) / 4)).join('\n');
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
