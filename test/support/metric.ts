import type { Person } from './app';
import { parsePrometheus } from './prometheus';

/** The first sample with these labels, as Prometheus would read it now. */
export async function metric(
  asker: Person,
  name: string,
  labels: Record<string, string>,
): Promise<number | undefined> {
  const { body } = await asker.call<string>('GET', '/metrics');
  const samples = parsePrometheus(body).get(name)?.samples ?? [];
  return samples.find((sample) =>
    Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )?.value;
}
