import { DURATION_BUCKETS_S, type Durations } from '../../core';

type Labels = Readonly<Record<string, string>>;

/**
 * A histogram in Prometheus' text format 0.0.4. Written by hand because prom-client's histograms only take single
 * observations, and the ledger has counted them already.
 *
 * @param series labels and times of each series; label values come from closed unions and need no escaping
 */
export function histogramText(
  name: string,
  help: string,
  series: readonly (readonly [Labels, Durations])[],
): string {
  const lines = series.flatMap(([labels, times]) => {
    const cumulative = times.cumulative();
    return [
      ...DURATION_BUCKETS_S.map(
        (bound, at) => `${name}_bucket${braced({ ...labels, le: String(bound) })} ${cumulative[at] ?? 0}`,
      ),
      `${name}_bucket${braced({ ...labels, le: '+Inf' })} ${times.count}`,
      `${name}_sum${braced(labels)} ${times.sumMs / 1_000}`,
      `${name}_count${braced(labels)} ${times.count}`,
    ];
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...lines, ''].join('\n');
}

function braced(labels: Labels): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`;
}
