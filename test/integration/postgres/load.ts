import { randomUUID } from 'node:crypto';
import type { Answer, Person } from '../../support/app';
import { eventually } from '../../support/eventually';

/** "Within a second" on a machine that also runs other tests; without the promise the least wait would be 10 s. */
export const WITHIN_MS = 2_000;

export interface Outcome {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly ms: number;
  /** Of the note that was written. */
  readonly id: string | undefined;
}

export async function timed(call: () => Promise<Answer<unknown>>): Promise<Outcome> {
  const startedAt = performance.now();
  const { status, headers, body } = await call();
  const id = (body as { id?: string }).id;
  return { status, retryAfter: headers.get('retry-after'), ms: performance.now() - startedAt, id };
}

/** Somebody who does the same again and again. */
export class Loop {
  readonly outcomes: Outcome[] = [];
  private readonly running: Promise<void>;
  private isStopped = false;

  constructor(private readonly call: () => Promise<Answer<unknown>>) {
    this.running = this.run();
  }

  /** Resolves when `count` more outcomes of this status are there. */
  async sees(status: number, count = 1): Promise<void> {
    const seen = (): number => this.outcomes.filter((outcome) => outcome.status === status).length;
    const wanted = seen() + count;
    await eventually(`${count} more answers have the status ${status}.`, () => seen() >= wanted, 60_000);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      this.outcomes.push(await timed(this.call));
      // eslint-disable-next-line no-restricted-syntax -- a refusal takes no time; a loop without a pause leaves none for others
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

export const writing = (person: Person): Loop =>
  new Loop(() => person.call('POST', '/notes', { json: { title: 'A note', body: randomUUID() } }));

/** Everything that is not done is refused with a time to try again, and nothing takes long. */
export function expectDoneOrRefused(outcomes: readonly Outcome[]): void {
  const wrong = outcomes.filter(
    ({ status, retryAfter, ms }) =>
      ms > WITHIN_MS || !(status < 300 || (status === 503 && retryAfter === '1')),
  );
  expect(wrong).toEqual([]);
}
