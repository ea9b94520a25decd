export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly samples: Sample[];
}

const HELP = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) \S.*$/;
const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary)$/;
/** prom-client writes `Nan`. Prometheus reads that as well, because Go's ParseFloat takes it in any case. */
const SAMPLE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([Nn]a[Nn]|[+-]Inf|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/**
 * Reads Prometheus' text format 0.0.4 strictly. Each family has its HELP and TYPE once, before its samples. No series
 * comes twice. Histograms are cumulative and end in `+Inf`.
 * @throws {Error} for anything else
 */
export function parsePrometheus(text: string): ReadonlyMap<string, Family> {
  const families = new Map<string, Family>();
  let helped: string | undefined;
  let current: string | undefined;
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const help = HELP.exec(line);
    const type = TYPE.exec(line);
    if (help) helped = help[1];
    else if (type) {
      current = openFamily(families, type);
      if (current !== helped) throw new Error(`TYPE without its HELP: ${line}`);
    } else addSample(families, current, line);
  }
  if (!text.endsWith('\n')) throw new Error('The last line does not end.');
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family);
  return families;
}

function openFamily(families: Map<string, Family>, [line, name = '', type]: RegExpExecArray): string {
  if (families.has(name)) throw new Error(`A second ${line}`);
  families.set(name, { type: type as Family['type'], samples: [] });
  return name;
}

function addSample(families: Map<string, Family>, current: string | undefined, line: string): void {
  const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
  const family = families.get(current ?? '');
  const suffixes = family?.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  if (!family || !suffixes.some((suffix) => name === `${String(current)}${suffix}`))
    throw new Error(`No sample of ${String(current)}: ${line}`);
  const sample = { name, labels: parseLabels(labels), value: Number(value.replace('Inf', 'Infinity')) };
  const isSame = (other: Sample): boolean =>
    other.name === name && seriesOf(other.labels) === seriesOf(sample.labels);
  if (family.samples.some(isSame)) throw new Error(`The same series twice: ${line}`);
  family.samples.push(sample);
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  for (let at = 0; at < text.length; at = LABEL.lastIndex) {
    const [, name, value] = LABEL.exec(text) ?? [];
    if (name === undefined || value === undefined || name in labels) throw new Error(`Not labels: ${text}`);
    labels[name] = value;
  }
  return labels;
}

const seriesOf = (labels: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

function checkHistogram(name: string, { samples }: Family): void {
  const series = new Map<string, number[]>();
  for (const { labels, value } of samples.filter((sample) => sample.name === `${name}_bucket`)) {
    const { le = '', ...others } = labels;
    if (le === '') throw new Error(`A bucket of ${name} has no bound.`);
    series.set(seriesOf(others), [...(series.get(seriesOf(others)) ?? []), value]);
  }
  for (const [key, counts] of series) {
    const total = samples.find(
      (sample) => sample.name === `${name}_count` && seriesOf(sample.labels) === key,
    );
    if (counts.at(-1) !== total?.value) throw new Error(`The +Inf bucket of ${name} is not its count.`);
    if (counts.some((count, at) => count < (counts[at - 1] ?? 0)))
      throw new Error(`${name} is not cumulative.`);
  }
}
