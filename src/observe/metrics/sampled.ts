import { Counter, Gauge, type Registry } from 'prom-client';

export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Metrics whose samples are taken when somebody asks. The label names of a metric are those of its first sample. */
export class Sampled {
  constructor(private readonly registry: Registry) {}

  counter(name: string, help: string, samples: () => readonly Sample[]): void {
    const labelNames = labelsOf(samples());
    new Counter({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [labels, value] of samples()) this.inc(labels, value);
      },
    });
  }

  gauge(name: string, help: string, samples: () => readonly Sample[]): void {
    const labelNames = labelsOf(samples());
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        for (const [labels, value] of samples()) this.set(labels, value);
      },
    });
  }

  /** What must be waited for. Without samples nothing is told of it. */
  asyncGauge(
    name: string,
    help: string,
    { label, samples }: { readonly label: string; readonly samples: () => Promise<readonly Sample[]> },
  ): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      async collect() {
        this.reset();
        for (const [labels, value] of await samples()) this.set(labels, value);
      },
    });
  }
}

function labelsOf(samples: readonly Sample[]): string[] {
  return Object.keys(samples[0]?.[0] ?? { reason: '' });
}
