import type { Person } from './app';
import { parsePrometheus, type Sample } from './prometheus';

/** The samples of a metric, as Prometheus would read them now. */
export async function samplesOf(asker: Person, name: string): Promise<readonly Sample[]> {
  const { body } = await asker.call<string>('GET', '/metrics');
  return parsePrometheus(body).get(name)?.samples ?? [];
}

/** The value of the first sample with these labels. */
export async function metric(
  asker: Person,
  name: string,
  labels: Record<string, string>,
): Promise<number | undefined> {
  const samples = await samplesOf(asker, name);
  return samples.find((sample) =>
    Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )?.value;
}
