import fc from 'fast-check';
import { describeLeasesContract } from '../../../test/support/leases-contract';
import { held, type Held, ledgerParts } from '../../../test/support/core-fakes';
import { LeaseTable, MemoryLeases } from '../../../test/support/memory-leases';
import { cacheKey } from '../question/keys';
import { AnswerFlight } from './answer-flight';
import type { Answer } from '../ports/words';
import { isShared } from '../pipeline/reply';
import { left, storingOf, type Landing } from './flight-end';
import type { FlightTask } from './flight-task';
import { Leadership, WAIT_MS } from './leadership';
import { LEASE_TTL_MS } from './leases';

const key = cacheKey('answer', ['a']);

type End = 'stored' | 'nothing' | 'failed';

/** Three instances that share a table of leases and a store of one answer. */
class Fleet {
  readonly table = new LeaseTable();
  stored: Answer | null = null;
  readonly instances = [0, 1, 2].map((n) => new Instance(this, n));

  /** Numbers of those whose model is at work. */
  get working(): number[] {
    return this.instances.flatMap(({ work, n }) => (work ? [n] : []));
  }
}

class Instance {
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
    this.leadership = new Leadership(this.leases, this.book.ledger);
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
    const answer: Answer = { text: `by ${this.n}`, model: 'm', usage: null, generationMs: 1 };
    const storing = end === 'stored' ? 'stored' : 'no_store';
    return { how: 'answered', answer, by: 'model', finish: 'stop', storing };
  }
}

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const table = new LeaseTable();
describeLeasesContract('in memory', {
  instances: () => [0, 1, 2].map(() => new MemoryLeases(table)),
  runOut: (gone) => {
    table.delete(gone);
    return Promise.resolve();
  },
});

describe('Leadership', () => {
  let fleet: Fleet;
  let a: Instance;
  let b: Instance;
  let c: Instance;
  beforeEach(() => {
    fleet = new Fleet();
    [a, b, c] = fleet.instances as [Instance, Instance, Instance];
  });

  it('lets one work, and gives the others its answer once it is stored, and says that it was shared', async () => {
    const flights = [a.ask(), b.ask(), c.ask()];
    await pass(5 * LEASE_TTL_MS);
    expect(fleet.working).toEqual([0]);
    a.end('stored');
    await pass(100);
    const landings = await Promise.all(flights.map((flight) => flight.landing()));
    expect(landings.map((landing) => [landing.answer.text, isShared({ collapsed: false }, landing)])).toEqual(
      [
        ['by 0', false],
        ['by 0', true],
        ['by 0', true],
      ],
    );
    expect(fleet.instances.map(({ book }) => book.counters.work.leads)).toEqual([
      { leased: 1, alone: 0, elsewhere: 0 },
      { leased: 0, alone: 0, elsewhere: 1 },
      { leased: 0, alone: 0, elsewhere: 1 },
    ]);
  });

  it('finds what was stored between the first look-up and the lease', async () => {
    a.ask();
    await pass(0);
    a.end('stored');
    await pass(10_000);
    expect(isShared({ collapsed: false }, await b.ask().landing())).toBe(true);
  });

  it.each(['nothing', 'failed'] as const)(
    'lets all go on at once when the work ends with %s',
    async (end) => {
      [a, b, c].forEach((each) => each.ask());
      await pass(500);
      a.end(end);
      await pass(100);
      expect(fleet.working).toEqual([1, 2]);
    },
  );

  it('lets exactly one take over when the holder dies, after its lease ran out', async () => {
    [a, b, c].forEach((each) => each.ask());
    await pass(5 * LEASE_TTL_MS - 500);
    a.die();
    await pass(LEASE_TTL_MS + 100);
    expect(fleet.working).toHaveLength(1);
    const [heir] = fleet.working;
    await pass(2 * LEASE_TTL_MS);
    expect(fleet.working).toEqual([heir]);
  });

  it('lets exactly one take over at once when nobody waits any more where the work was done', async () => {
    [a, b, c].forEach((each) => each.ask());
    await pass(500);
    a.leave();
    await pass(100);
    expect(fleet.working).toHaveLength(1);
  });

  it('works for itself as soon as there are no leases, whatever it waited for', async () => {
    [a, b].forEach((each) => each.ask());
    await pass(500);
    for (const { leases } of fleet.instances) leases.isCutOff = true;
    await pass(100);
    expect(fleet.working).toEqual([0, 1]);
    a.end('stored');
    b.end('stored');
    await pass(0);
    expect(b.book.counters.work.leads).toEqual({ leased: 0, alone: 1, elsewhere: 0 });
  });

  it('keeps an answer whose lease was lost', async () => {
    const flight = a.ask();
    await pass(0);
    fleet.table.delete(cacheKey('flight', [key]));
    b.ask();
    await pass(10 * LEASE_TTL_MS);
    expect(fleet.working).toEqual([0, 1]);
    a.end('stored');
    expect((await flight.landing()).answer.text).toBe('by 0');
    await pass(0);
    // What a's end did to b's lease: nothing.
    c.ask();
    await pass(0);
    expect(c.flight).not.toBeNull();
    expect(fleet.working).toEqual([1]);
  });

  it('does not wait without end for a holder that never ends', async () => {
    a.ask();
    b.ask();
    await pass(WAIT_MS - 200);
    expect(fleet.working).toEqual([0]);
    await pass(400);
    expect(fleet.working).toEqual([0, 1]);
  });

  it('stops waiting when nobody wants the answer any more', async () => {
    a.ask();
    b.ask();
    await pass(200);
    b.leave();
    await pass(0);
    expect(b.flight).toBeNull();
    expect(b.book.counters.work.leads).toEqual({ leased: 0, alone: 0, elsewhere: 0 });
  });

  it('waits for nobody and finds nothing where only work begun now will do', async () => {
    a.ask();
    await pass(0);
    b.ask({ follows: false });
    await pass(0);
    expect(fleet.working).toEqual([0, 1]);
    a.end('stored');
    await pass(10_000);
    c.ask({ follows: false });
    await pass(0);
    expect(fleet.working).toEqual([1, 2]);
  });

  it('never has two at work under leases, and leaves nobody waiting, whatever happens', async () => {
    const n = fc.nat(2);
    const happening = fc.oneof(
      { weight: 4, arbitrary: fc.record({ type: fc.constant('ask' as const), n }) },
      {
        weight: 3,
        arbitrary: fc.record({
          type: fc.constant('end' as const),
          n,
          how: fc.constantFrom<End>('stored', 'nothing', 'failed'),
        }),
      },
      { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('leave' as const, 'die' as const), n }) },
      {
        weight: 3,
        arbitrary: fc.record({ type: fc.constant('pass' as const), n: fc.nat(2 * LEASE_TTL_MS) }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 40, size: 'max' }), async (happenings) => {
        const world = new Fleet();
        for (const what of happenings) {
          const one = world.instances[what.n];
          if (what.type === 'pass') await pass(what.n);
          else if (what.type === 'ask' && one && !one.flight && !one.leases.isCutOff) one.ask();
          else if (what.type === 'end') one?.end(what.how);
          else if (what.type !== 'ask') one?.[what.type]();
          await pass(0);
          const underLease = world.instances.filter(
            ({ work, book, leases: { isCutOff } }) =>
              work && !isCutOff && book.counters.work.leads.alone === 0,
          );
          expect(underLease.length).toBeLessThanOrEqual(1);
        }
        for (let round = 0; round < 10; round++) {
          for (const each of world.instances) each.end('stored');
          await pass(LEASE_TTL_MS);
        }
        expect(world.instances.filter(({ flight }) => flight)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
