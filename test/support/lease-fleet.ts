import { cacheKey } from '../../src/core/question/keys';
import { AnswerFlight } from '../../src/core/flight/answer-flight';
import { left, storingOf, type Landing } from '../../src/core/flight/flight-end';
import type { FlightTask } from '../../src/core/flight/flight-task';
import { Leadership } from '../../src/core/flight/leadership';
import { ModelDownError, ModelUnavailableError } from '../../src/core/ports/model.errors';
import type { Answer } from '../../src/core/ports/words';
import { trivetSettings } from '../../src/core/settings';
import { held, type Held, ledgerParts } from './core-fakes';
import { LeaseTable, MemoryLeases } from './memory-leases';

/** Of the one answer that everybody asks for. */
export const key = cacheKey('answer', ['a']);

/** `refused`: the write gate kept nothing. `quoted`: the model failed. `down`: it was not asked. `formless`: it failed, and nothing stands in. */
export type End = 'stored' | 'refused' | 'quoted' | 'down' | 'formless' | 'failed';

/** As long as an answer may take. */
export const LONGEST_MS = 60_000;

/** Three instances that share a table of leases and a store of one answer. */
export class Fleet {
  readonly table = new LeaseTable();
  stored: Answer | null = null;
  readonly instances = [0, 1, 2].map((n) => new Instance(this, n));

  /** Numbers of those whose model is at work. */
  get working(): number[] {
    return this.instances.flatMap(({ work, n }) => (work ? [n] : []));
  }
}

export class Instance {
  readonly leases: MemoryLeases;
  readonly book = ledgerParts();
  private readonly leadership: Leadership;
  /** Set while its model is at work. */
  work: Held<End> | null = null;
  flight: AnswerFlight | null = null;

  constructor(
    private readonly fleet: Fleet,
    readonly n: number,
  ) {
    this.leases = new MemoryLeases(fleet.table);
    this.leadership = new Leadership(
      this.leases,
      this.book.ledger,
      trivetSettings({ flights: { longestMs: LONGEST_MS } }),
    );
  }

  /** Begins a flight, as somebody's question does; every flight ends. */
  ask({ follows = true } = {}): AnswerFlight {
    const flight = new AnswerFlight();
    this.flight = flight;
    const over = (): void => {
      flight.end({ how: 'failed', error: new Error('over') });
      if (this.flight === flight) this.flight = null;
    };
    const task: FlightTask = {
      key,
      mayFind: follows,
      find: () => Promise.resolve(this.fleet.stored),
      generate: () => this.ownWork(),
      giveUp: () => Promise.resolve(quoted('gave up')),
      store: (landing) => {
        if (storingOf(landing) === 'stored') this.fleet.stored = landing.answer;
        return Promise.resolve();
      },
    };
    void this.leadership.lead(task, flight).then(over, over);
    return flight;
  }

  /** Everybody who had asked here is gone: the model's work ends with that. */
  leave(): void {
    this.flight?.end(left());
    this.work?.resolve('failed');
  }

  end(how: End): void {
    this.work?.resolve(how);
  }

  /** It says nothing more to anybody; what it did is of no consequence. */
  die(): void {
    this.leases.isCutOff = true;
    this.work = null;
    this.flight = null;
  }

  private async ownWork(): Promise<Landing> {
    const work = held<End>();
    this.work = work;
    const end = await work.promise;
    if (this.work === work) this.work = null;
    if (end === 'failed') throw new Error('The model failed.');
    if (end === 'formless') throw new ModelUnavailableError('language', { because: 'It said no.' });
    const text = `by ${this.n}`;
    if (end === 'quoted') return quoted(text);
    if (end === 'down') return quoted(text, new ModelDownError('language'));
    const answer: Answer = { text, model: 'm', usage: null, answerable: true, generationMs: 1 };
    const [finish, storing] =
      end === 'stored' ? (['stop', 'stored'] as const) : (['length', 'refused'] as const);
    return { how: 'answered', answer, by: 'model', finish, storing };
  }
}

function quoted(
  text: string,
  error = new ModelUnavailableError('language', { because: 'It said no.' }),
): Landing {
  return {
    how: 'quoted',
    answer: { text, model: null, usage: null, answerable: true, generationMs: 0 },
    because: 'failed',
    error,
  };
}
