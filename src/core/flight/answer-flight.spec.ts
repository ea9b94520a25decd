import { getEventListeners } from 'node:events';
import { collectGarbage, turn, untilRejectionsAreReported } from '../../../test/support/core-fakes';
import { AnswerFlight, type AnswerEvent, type AnswerPiece } from './answer-flight';
import { FlightAbandonedError, left, type Answered, type FlightEnd, type Quoted } from './flight-end';
import { ModelUnavailableError } from '../ports/model.errors';
import type { Answer } from '../ports/words';

const answer: Answer = { text: 'Yes. No.', model: 'm', usage: null, answerable: true, generationMs: 5 };
const landing: Answered = { how: 'answered', answer, by: 'model', finish: 'stop', storing: 'stored' };
const failed = (error: unknown): FlightEnd => ({ how: 'failed', error });
const token = (text: string): AnswerPiece => ({ type: 'token', text });
const GONE = new Error('The asker left.');
const done: AnswerEvent = { type: 'done', landing };

/** Follows a flight as a client does. */
function follow(flight: AnswerFlight) {
  const heard: AnswerEvent[] = [];
  const state: { ended: 'no' | 'well' | Error } = { ended: 'no' };
  const listen = async (): Promise<void> => {
    for await (const event of flight.events()) heard.push(event);
  };
  void listen().then(
    () => (state.ended = 'well'),
    (error: unknown) => (state.ended = error instanceof Error ? error : new Error('not an error')),
  );
  return { heard, state };
}

describe('AnswerFlight', () => {
  it('gives everybody all events from the first, whenever they join, and then each as it comes', async () => {
    const flight = new AnswerFlight();
    const readers = [follow(flight)];
    for (const text of ['Yes.', ' ', 'No.']) {
      flight.say(token(text));
      await turn();
      readers.push(follow(flight));
      await turn();
      for (const { heard } of readers) expect(heard.at(-1)).toEqual(token(text));
    }
    flight.end(landing);
    readers.push(follow(flight));
    await turn();
    for (const { heard, state } of readers) {
      expect(heard).toEqual([token('Yes.'), token(' '), token('No.'), done]);
      expect(state.ended).toBe('well');
    }
    expect(await flight.landing()).toEqual(landing);
  });

  it('gives an answer that was never said token by token as one token', async () => {
    const flight = new AnswerFlight();
    flight.end(landing);
    const { heard } = follow(flight);
    await turn();
    expect(heard).toEqual([token('Yes. No.'), done]);
  });

  it('throws its failure to everybody after the tokens before it', async () => {
    const flight = new AnswerFlight();
    const early = follow(flight);
    const waiting = expect(flight.landing()).rejects.toThrow('cut');
    flight.say(token('Yes.'));
    await turn();
    flight.end(failed(new Error('cut')));
    const late = follow(flight);
    await turn();
    for (const { heard, state } of [early, late]) {
      expect(heard).toEqual([token('Yes.')]);
      expect(state.ended).toEqual(new Error('cut'));
    }
    await waiting;
    await expect(flight.landing()).rejects.toThrow('cut');
  });

  const quoted: Quoted = {
    how: 'quoted',
    answer,
    because: 'failed',
    error: new ModelUnavailableError('language'),
  };

  it('gives quotes to those who wait for the whole, and their error to those who could hear a part of another answer', async () => {
    const flight = new AnswerFlight();
    const early = follow(flight);
    flight.say(token('No'));
    await turn();
    flight.end(quoted);
    const late = follow(flight);
    await turn();
    for (const { heard, state } of [early, late]) {
      expect(heard).toEqual([token('No')]);
      expect(state.ended).toBe(quoted.error);
    }
    expect(await flight.landing()).toEqual(quoted);
  });

  it('gives quotes to everybody when nothing was said before them', async () => {
    const flight = new AnswerFlight();
    const early = follow(flight);
    flight.end(quoted);
    await turn();
    expect(early.heard).toEqual([token('Yes. No.'), { type: 'done', landing: quoted }]);
    expect(early.state.ended).toBe('well');
    expect(await flight.landing()).toEqual(quoted);
  });

  it('throws also when it fails with nothing at all', async () => {
    const flight = new AnswerFlight();
    flight.end(failed(undefined));
    await expect(flight.landing()).rejects.toBeUndefined();
  });

  it.each<[string, (flight: AnswerFlight) => void]>([
    [
      'lands',
      (flight) => {
        flight.end(landing);
      },
    ],
    [
      'fails',
      (flight) => {
        flight.end(failed(new Error('cut')));
      },
    ],
  ])('ends once: when it %s, nothing said or done after that changes it', async (_, end) => {
    const flight = new AnswerFlight();
    const ends: FlightEnd[] = [];
    flight.onEnd((ending) => ends.push(ending));
    flight.say(token('Yes.'));
    end(flight);
    const before = follow(flight);
    flight.say(token('late'));
    flight.end({ ...landing, answer: { ...answer, text: 'other' } });
    flight.end(failed(new Error('other')));
    const after = follow(flight);
    flight.onEnd((ending) => ends.push(ending));
    await turn();
    expect(after).toEqual(before);
    expect(after.heard).not.toContainEqual(token('late'));
    expect(ends).toHaveLength(2);
    expect(ends[0]).toEqual(ends[1]);
  });

  it('tells of its end once, whoever asked before or after it, also of one without an answer', () => {
    for (const end of [landing, failed(new Error('cut')), left()]) {
      const flight = new AnswerFlight();
      const told: unknown[] = [];
      flight.onEnd((ending) => told.push(ending));
      expect(told).toEqual([]);
      flight.end(end);
      expect(told).toEqual([end]);
      flight.onEnd((ending) => told.push(ending));
      expect(told).toEqual([end, end]);
    }
  });

  it('lets a reader leave in the middle, and goes on for the others', async () => {
    const flight = new AnswerFlight();
    const events = flight.events();
    flight.say(token('Yes.'));
    expect((await events.next()).value).toEqual(token('Yes.'));
    await events.return();
    const { heard } = follow(flight);
    flight.end(landing);
    await turn();
    expect(heard).toEqual([token('Yes.'), done]);
  });

  it('says how it ended well, once it has', () => {
    const flight = new AnswerFlight();
    expect(flight.landed).toBeNull();
    flight.end(landing);
    expect(flight.landed).toEqual(landing);
  });

  it.each<[string, (flight: AnswerFlight, leaving: AbortSignal) => Promise<unknown>]>([
    ['for its events', (flight, leaving) => flight.events(leaving).next()],
    ['for its landing', (flight, leaving) => flight.landing(leaving)],
  ])('lets go at once of who leaves while they wait %s, also of who had left before', async (_, wait) => {
    const flight = new AnswerFlight();
    const asker = new AbortController();
    const waiting = wait(flight, asker.signal);
    asker.abort(GONE);
    await expect(waiting).rejects.toBe(GONE);
    await expect(wait(flight, asker.signal)).rejects.toBe(GONE);
    flight.end(landing);
    expect(await flight.landing()).toEqual(landing);
  });

  it('does not tell of its end whoever did not want to know after leaving', () => {
    const flight = new AnswerFlight();
    const asker = new AbortController();
    const [gone, stays] = [jest.fn(), jest.fn()];
    flight.onEnd(gone, asker.signal);
    flight.onEnd(gone, AbortSignal.abort());
    flight.onEnd(stays, new AbortController().signal);
    asker.abort();
    flight.end(landing);
    expect(gone).not.toHaveBeenCalled();
    expect(stays).toHaveBeenCalledTimes(1);
  });

  it('may fail while nobody listens', async () => {
    const flight = new AnswerFlight();
    flight.end(failed(new Error('cut')));
    await untilRejectionsAreReported();
    await expect(flight.landing()).rejects.toThrow('cut');
  });
});

describe('AnswerFlight, with askers aboard', () => {
  /** A flight that is worth finishing from 4 characters on, and its askers, who may leave. */
  function boardedBy(count: number) {
    const flight = new AnswerFlight(4);
    const askers = Array.from({ length: count }, () => new AbortController());
    for (const { signal } of askers) flight.board(signal);
    return { flight, leave: (at: number) => askers[at]?.abort(GONE) };
  }

  it('is abandoned when the last of them leaves, and not before', async () => {
    const { flight, leave } = boardedBy(3);
    leave(0);
    leave(2);
    expect(flight.signal.aborted).toBe(false);
    leave(1);
    expect(flight.signal.reason).toBeInstanceOf(FlightAbandonedError);
    await expect(flight.landing()).rejects.toThrow(FlightAbandonedError);
  });

  it('tells those who listen to its end before it ends its work', () => {
    const { flight, leave } = boardedBy(1);
    const told: string[] = [];
    flight.onEnd(({ how }) => told.push(how));
    flight.signal.addEventListener('abort', () => told.push('aborted'));
    leave(0);
    expect(told).toEqual(['left', 'aborted']);
  });

  it('is abandoned also by somebody who had left before they boarded', () => {
    const flight = new AnswerFlight(4);
    flight.board(AbortSignal.abort());
    expect(flight.signal.aborted).toBe(true);
  });

  it('goes on when it is worth finishing, and may still be left by who joined it then', () => {
    const { flight, leave } = boardedBy(1);
    flight.say(token('Yes'));
    flight.say(token('.'));
    leave(0);
    const late = new AbortController();
    flight.board(late.signal);
    late.abort();
    expect(flight.signal.aborted).toBe(false);
    flight.end(landing);
    expect(flight.landed).toEqual(landing);
  });

  it('listens for nobody’s leaving when it has ended', async () => {
    const flight = new AnswerFlight();
    const asker = new AbortController();
    flight.board(asker.signal);
    flight.onEnd(() => undefined, asker.signal);
    const waiting = flight.landing(asker.signal);
    expect(getEventListeners(asker.signal, 'abort')).toHaveLength(3);
    flight.end(landing);
    await waiting;
    flight.board(asker.signal);
    expect(getEventListeners(asker.signal, 'abort')).toEqual([]);
  });

  it('goes on for one who never leaves', () => {
    const { flight, leave } = boardedBy(1);
    flight.board();
    leave(0);
    expect(flight.signal.aborted).toBe(false);
  });

  it('stays as it ended, whoever leaves then', () => {
    const { flight, leave } = boardedBy(1);
    flight.end(landing);
    leave(0);
    expect(flight.signal.aborted).toBe(false);
    expect(flight.landed).toEqual(landing);
  });

  it('remembers nothing of readers who left while it goes on', async () => {
    const flight = new AnswerFlight(4);
    flight.board();
    const readers = Array.from({ length: 50 }, () => readAndLeave(flight));
    await Promise.all(readers.map(({ left }) => left));
    await turn();
    collectGarbage();
    expect(readers.filter(({ signal }) => signal.deref())).toEqual([]);
    expect(flight.landed).toBeNull();
  });
});

/** A reader whose signal is held by what it left behind only. */
function readAndLeave(flight: AnswerFlight) {
  const asker = new AbortController();
  const { signal } = asker;
  flight.board(signal);
  flight.onEnd(() => signal.aborted, signal);
  const left = flight.landing(signal).catch(() => undefined);
  asker.abort();
  return { left, signal: new WeakRef(signal) };
}
