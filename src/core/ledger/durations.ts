/** Upper bounds in seconds: a hit takes some hundred microseconds, a model's answer half a minute. */
export const DURATION_BUCKETS_S: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** A histogram of times in the shape that Prometheus reads: cumulative buckets, a sum and a count. */
export class Durations {
  count = 0;
  sumMs = 0;
  private readonly buckets = new Array<number>(DURATION_BUCKETS_S.length).fill(0);

  add(ms: number): void {
    this.count++;
    this.sumMs += ms;
    const at = DURATION_BUCKETS_S.findIndex((bound) => ms <= bound * 1_000);
    if (at >= 0) this.buckets[at] = (this.buckets[at] ?? 0) + 1;
  }

  /** 0 while nothing was timed. */
  get averageMs(): number {
    return this.count === 0 ? 0 : this.sumMs / this.count;
  }

  /** How many took at most each of `DURATION_BUCKETS_S`. */
  cumulative(): number[] {
    let sum = 0;
    return this.buckets.map((count) => (sum += count));
  }
}
