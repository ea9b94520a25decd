import fc from 'fast-check';
import {
  held,
  settingsWith,
  token,
  turn,
  untilRejectionsAreReported,
} from '../../../test/support/core-fakes';
import { cacheKey } from '../question/keys';
import type { AnswerFlight } from './answer-flight';
import { Ledger } from '../ledger/bus';
import type { Answer } from '../ports/words';
import type { Landing } from './flight-end';
import type { FlightTask } from './flight-task';
import { Flights, type Boarding } from './flights';
import { Leadership } from './leadership';
import { NoLeases } from './leases';

const key = cacheKey('flight', ['a']);
const other = cacheKey('flight', ['b']);
const answer = (text: string): Answer => ({
  text,
  model: 'm',
  usage: null,
  answerable: true,
  generationMs: 1,
});
const landingWith = (text: string): Landing => ({
  how: 'answered',
  answer: answer(text),
  by: 'model',
  finish: 'stop',
  storing: 'stored',
});
const share: Boarding = { mode: 'share' };

/** A task that finds nothing, generates as the test says and has stored at once. */
const taskOf = (generate: FlightTask['generate'], more: Partial<FlightTask> = {}): FlightTask => ({
  key,
  mayFind: true,
  find: () => Promise.resolve(null),
  generate,
  giveUp: () => Promise.reject(new Error('Nobody gives up here.')),
  store: () => Promise.resolve(),
  ...more,
});
const untaken = taskOf(() => {
  throw new Error('Nobody should lead here.');
});
const flightsOf = (): Flights => new Flights(new Leadership(new NoLeases(), new Ledger(), settingsWith()));

/** Boards a flight that lands with `text` when the test says so. */
function leading(flights: Flights, boarding: Boarding, text = 'led') {
  const end = held();
  const task = taskOf(async () => {
    await end.promise;
    return landingWith(text);
  });
  const boarded = flights.board(task, boarding);
  return { ...boarded, end };
}

const textOf = async (flight: AnswerFlight): Promise<string> => (await flight.landing()).answer.text;

describe('Flights', () => {
  it('works once on equal questions of one moment, and anew on the next', async () => {
    const flights = flightsOf();
    const first = leading(flights, share, 'first');
    const joined = flights.board(untaken, share);
    expect([first.collapsed, joined.collapsed]).toEqual([false, true]);
    expect(joined.flight).toBe(first.flight);
    first.end.resolve();
    expect(await textOf(joined.flight)).toBe('first');
    await turn();
    const second = leading(flights, share, 'second');
    expect(second.collapsed).toBe(false);
    second.end.resolve();
    expect(await textOf(second.flight)).toBe('second');
  });

  it('keeps the flights of different keys apart', () => {
    const flights = flightsOf();
    leading(flights, share);
    const task = taskOf(() => Promise.resolve(landingWith('other')), { key: other });
    expect(flights.board(task, share).collapsed).toBe(false);
  });

  it('is still there for those who ask between its landing and the end of its work, that is until it is stored', async () => {
    const flights = flightsOf();
    const stored = held();
    const { flight } = flights.board(
      taskOf(() => Promise.resolve(landingWith('stored')), { store: () => stored.promise }),
      share,
    );
    await turn();
    expect(flight.landed).toEqual(landingWith('stored'));
    expect(flights.board(untaken, share).flight).toBe(flight);
    stored.resolve();
    await turn();
    expect(leading(flights, share).collapsed).toBe(false);
  });

  it.each<[string, () => Promise<Landing>, string]>([
    ['rejects', () => Promise.reject(new Error('model down')), 'model down'],
    [
      'throws at once',
      () => {
        throw new Error('a defect');
      },
      'a defect',
    ],
  ])(
    'a lead that %s reaches everybody aboard, and the next question leads anew',
    async (_, lead, message) => {
      const flights = flightsOf();
      const later = taskOf(async () => {
        await turn();
        return lead();
      });
      const boarded = flights.board(later, share);
      const joined = flights.board(untaken, share);
      await expect(joined.flight.landing()).rejects.toThrow(message);
      await expect(boarded.flight.landing()).rejects.toThrow(message);
      await expect(flights.board(taskOf(lead, { key: other }), share).flight.landing()).rejects.toThrow(
        message,
      );
      await turn();
      // Nobody waits for this one.
      expect(flights.board(taskOf(lead), share).collapsed).toBe(false);
      await untilRejectionsAreReported();
      expect(leading(flights, share).collapsed).toBe(false);
    },
  );

  it('keeps a landed answer when the work after it fails', async () => {
    const task = taskOf(() => Promise.resolve(landingWith('landed')), {
      store: () => Promise.reject(new Error('not stored')),
    });
    const { flight } = flightsOf().board(task, share);
    await turn();
    expect(await textOf(flight)).toBe('landed');
  });

  it('since: joins only what began after it arrived, else leads, and others then share with it', () => {
    const flights = flightsOf();
    const first = leading(flights, share);
    const arrivedAt = performance.now();
    const anew = leading(flights, { mode: 'since', arrivedAt });
    expect(anew.collapsed).toBe(false);
    expect(anew.flight).not.toBe(first.flight);
    expect(flights.board(untaken, { mode: 'since', arrivedAt }).flight).toBe(anew.flight);
    expect(flights.board(untaken, share).flight).toBe(anew.flight);
  });

  it('since: does not join what may share older work, however late it began', () => {
    const flights = flightsOf();
    const arrivedAt = performance.now();
    const shared = leading(flights, share);
    expect(leading(flights, { mode: 'since', arrivedAt }).flight).not.toBe(shared.flight);
  });

  it('alone: neither joins nor leads', () => {
    const flights = flightsOf();
    const alone = leading(flights, { mode: 'alone' });
    const shared = leading(flights, share);
    expect([alone.collapsed, shared.collapsed]).toEqual([false, false]);
    const again = leading(flights, { mode: 'alone' });
    expect(again.collapsed).toBe(false);
    expect(flights.board(untaken, share).flight).toBe(shared.flight);
  });

  it('does not let the end of an earlier flight clear a later one of its key', async () => {
    const flights = flightsOf();
    const earlier = leading(flights, share);
    const later = leading(flights, { mode: 'since', arrivedAt: performance.now() });
    const alone = leading(flights, { mode: 'alone' });
    earlier.end.resolve();
    alone.end.resolve();
    await turn();
    expect(flights.board(untaken, share).flight).toBe(later.flight);
    later.end.resolve();
    await turn();
    expect(leading(flights, share).collapsed).toBe(false);
  });

  describe('when its askers leave', () => {
    /** Boards a flight whose asker may leave; its lead waits for the test or for the flight's signal. */
    function leavable(flights: Flights, mode: 'share' | 'alone' = 'share') {
      const asker = new AbortController();
      const boarded = leading(flights, { mode, leaving: asker.signal });
      return {
        ...boarded,
        leave: () => {
          asker.abort();
        },
      };
    }
    /** Enough for any estimate of a first answer. */
    const much = 'word '.repeat(200);

    it('abandons a flight that everybody left, and nobody joins it after that', async () => {
      const flights = flightsOf();
      const [first, second] = [leavable(flights), leavable(flights)];
      expect([first.collapsed, second.collapsed]).toEqual([false, true]);
      first.leave();
      expect(first.flight.signal.aborted).toBe(false);
      second.leave();
      expect(first.flight.signal.aborted).toBe(true);
      const next = leading(flights, share);
      expect(next.collapsed).toBe(false);
      // The abandoned work ends late and must not take the new flight with it.
      first.end.resolve();
      await turn();
      expect(flights.board(untaken, share).flight).toBe(next.flight);
    });

    it('finishes an answer of which half has come, and lets others join it', async () => {
      const flights = flightsOf();
      const left = leavable(flights);
      left.flight.say(token(much));
      left.leave();
      expect(flights.board(untaken, share).flight).toBe(left.flight);
      left.end.resolve();
      expect(await textOf(left.flight)).toBe('led');
    });

    it('takes half of the median of earlier answers for half', async () => {
      const flights = flightsOf();
      for (let i = 0; i < 10; i++) {
        const { flight, end } = leading(flights, share, 'x'.repeat(2 * much.length + 2));
        end.resolve();
        await flight.landing();
        await turn();
      }
      const less = leavable(flights);
      less.flight.say(token(much));
      less.leave();
      expect(less.flight.signal.aborted).toBe(true);
      const { flight, leave } = leavable(flights);
      flight.say(token(`${much}x`));
      leave();
      expect(flight.signal.aborted).toBe(false);
    });

    it('never finishes what would not be stored', () => {
      const { flight, leave } = leavable(flightsOf(), 'alone');
      flight.say(token(much));
      leave();
      expect(flight.signal.aborted).toBe(true);
    });

    it('abandons what still runs when the process ends', () => {
      const flights = flightsOf();
      const { flight } = leading(flights, share);
      flights.beforeApplicationShutdown();
      expect(flight.signal.aborted).toBe(true);
    });
  });

  it('has at most one leader per key that others can join, and everybody gets what theirs landed with', async () => {
    const mode = fc.constantFrom('share', 'since', 'alone', 'end oldest', 'end newest');
    await fc.assert(
      fc.asyncProperty(fc.array(mode, { maxLength: 20 }), async (modes) => {
        const flights = flightsOf();
        const led: ReturnType<typeof leading>[] = [];
        const all: Promise<string>[] = [];
        const wrong: unknown[] = [];
        for (const [at, each] of modes.entries()) {
          if (each === 'end oldest') led[0]?.end.resolve();
          else if (each === 'end newest') led.at(-1)?.end.resolve();
          else {
            const boarding: Boarding =
              each === 'since' ? { mode: 'since', arrivedAt: performance.now() } : { mode: each };
            const boarded = leading(flights, boarding, String(at));
            if (!boarded.collapsed) led.push(boarded);
            const isKnown = led.some(({ flight }) => flight === boarded.flight);
            if (!isKnown || (boarded.collapsed && each !== 'share')) wrong.push(boarded);
            all.push(textOf(boarded.flight));
          }
          await turn();
        }
        for (const { end } of led) end.resolve();
        await Promise.all(all);
        await turn();
        expect(wrong).toEqual([]);
        expect(leading(flights, share).collapsed).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
