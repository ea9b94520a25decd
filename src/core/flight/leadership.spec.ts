import fc from 'fast-check';
import { type End, Fleet, type Instance, key, LONGEST_MS } from '../../../test/support/lease-fleet';
import { describeLeasesContract } from '../../../test/support/leases-contract';
import { LeaseTable, MemoryLeases } from '../../../test/support/memory-leases';
import { isShared } from '../pipeline/reply';
import { ModelUnavailableError } from '../ports/model.errors';
import { cacheKey } from '../question/keys';
import { storingOf } from './flight-end';
import { ENDED_TTL_MS, LEASE_TTL_MS } from './leases';

/** Longer than the longest pause between two looks. */
const A_LOOK_MS = 300;

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
    await pass(A_LOOK_MS);
    const landings = await Promise.all(flights.map((flight) => flight.landing()));
    expect(landings.map((landing) => [landing.answer.text, isShared({ collapsed: false }, landing)])).toEqual(
      [
        ['by 0', false],
        ['by 0', true],
        ['by 0', true],
      ],
    );
    expect(fleet.instances.map(({ book }) => book.counters.work.leads)).toMatchObject([
      { leased: 1, alone: 0, elsewhere: 0 },
      { leased: 0, alone: 0, elsewhere: 1 },
      { leased: 0, alone: 0, elsewhere: 1 },
    ]);
  });

  it('waits while the holder lives, and shares the answer of a model that takes 36 s', async () => {
    const flights = [a.ask(), b.ask(), c.ask()];
    await pass(36_000);
    expect(fleet.working).toEqual([0]);
    a.end('stored');
    await pass(A_LOOK_MS);
    expect(flights.map(({ landed }) => landed?.answer.text)).toEqual(['by 0', 'by 0', 'by 0']);
  });

  it('finds what was stored between the first look-up and the lease', async () => {
    a.ask();
    await pass(0);
    a.end('stored');
    await pass(10_000);
    expect(isShared({ collapsed: false }, await b.ask().landing())).toBe(true);
  });

  it.each(['refused', 'quoted'] as const)(
    'tells all who waited what came when it was %s, and nobody asks again',
    async (end) => {
      const flights = [a.ask(), b.ask(), c.ask()];
      await pass(500);
      a.end(end);
      await pass(A_LOOK_MS);
      expect(fleet.working).toEqual([]);
      const [led, ...told] = await Promise.all(flights.map((flight) => flight.landing()));
      for (const each of told) {
        expect(each.answer).toEqual(led?.answer);
        expect(storingOf(each)).toBe(led && storingOf(led));
        expect([each.how === 'answered' && each.finish, each.how === 'quoted' && each.error.because]).toEqual(
          end === 'refused' ? ['length', false] : [false, 'It said no.'],
        );
      }
      expect(fleet.stored).toBeNull();
      expect(b.book.counters.work.leads).toMatchObject({ leased: 0, alone: 0, elsewhere: 1 });
    },
  );

  it.each(['refused', 'quoted'] as const)(
    'lets those who come after an answer that was %s queue behind one',
    async (end) => {
      a.ask();
      await pass(500);
      a.end(end);
      await pass(ENDED_TTL_MS / 2);
      const flights = [b.ask(), c.ask()];
      await pass(ENDED_TTL_MS);
      expect(fleet.working).toEqual([1]);
      b.end('stored');
      await pass(A_LOOK_MS);
      expect(
        (await Promise.all(flights.map((flight) => flight.landing()))).map(({ answer }) => answer.text),
      ).toEqual(['by 1', 'by 1']);
    },
  );

  it('tells who waited also when a newcomer has the lease already', async () => {
    a.ask();
    const waited = b.ask();
    await pass(2 * LEASE_TTL_MS);
    a.end('refused');
    await pass(1);
    c.ask();
    await pass(A_LOOK_MS);
    expect((await waited.landing()).answer.text).toBe('by 0');
    expect(fleet.working).toEqual([2]);
  });

  it('tells all who waited of a failure for which nothing stands in', async () => {
    const flights = [a.ask(), b.ask(), c.ask()];
    const failures = Promise.all(flights.map((flight) => flight.landing().catch((error: unknown) => error)));
    await pass(500);
    a.end('formless');
    await pass(A_LOOK_MS);
    expect(fleet.working).toEqual([]);
    expect((await failures).slice(1)).toEqual([
      new ModelUnavailableError('language', { because: 'It said no.' }),
      new ModelUnavailableError('language', { because: 'It said no.' }),
    ]);
  });

  it.each(['failed', 'down'] as const)(
    'lets one at a time take over when what came is nobody else’s: %s',
    async (end) => {
      [a, b, c].forEach((each) => each.ask());
      await pass(500);
      a.end(end);
      await pass(A_LOOK_MS);
      const [heir, ...others] = fleet.working;
      expect(others).toEqual([]);
      fleet.instances[heir ?? 0]?.end(end);
      await pass(A_LOOK_MS);
      expect(fleet.working).toEqual([heir === 1 ? 2 : 1]);
    },
  );

  it('lets one ask again when what was stored cannot be found', async () => {
    [a, b, c].forEach((each) => each.ask());
    await pass(500);
    a.end('stored');
    await pass(0);
    fleet.stored = null;
    await pass(A_LOOK_MS);
    expect(fleet.working).toHaveLength(1);
  });

  it('lets exactly one take over when the holder dies, after its lease ran out', async () => {
    [a, b, c].forEach((each) => each.ask());
    await pass(5 * LEASE_TTL_MS - 500);
    a.die();
    await pass(LEASE_TTL_MS + A_LOOK_MS);
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
    expect(b.book.counters.work.leads).toMatchObject({ leased: 0, alone: 1, elsewhere: 0 });
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

  it('waits for a living holder for as long as an answer may take, and then gives up without asking', async () => {
    a.ask();
    const flight = b.ask();
    await pass(LONGEST_MS - A_LOOK_MS);
    expect([fleet.working, flight.landed]).toEqual([[0], null]);
    await pass(2 * A_LOOK_MS);
    expect(fleet.working).toEqual([0]);
    expect((await flight.landing()).answer.text).toBe('gave up');
    expect(b.book.counters.work.leads).toMatchObject({ alone: 0, gave_up: 1 });
  });

  it('lets the lease of a holder end that takes longer than any answer may', async () => {
    a.ask();
    await pass(LONGEST_MS);
    b.ask();
    await pass(LEASE_TTL_MS + A_LOOK_MS);
    expect(fleet.working).toEqual([0, 1]);
  });

  it('stops waiting when nobody wants the answer any more', async () => {
    a.ask();
    b.ask();
    await pass(200);
    b.leave();
    await pass(0);
    expect(b.flight).toBeNull();
    expect(b.book.counters.work.leads).toMatchObject({ leased: 0, alone: 0, elsewhere: 0 });
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
          how: fc.constantFrom<End>('stored', 'refused', 'quoted', 'down', 'formless', 'failed'),
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
