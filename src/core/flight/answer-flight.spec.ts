import { turn, untilRejectionsAreReported } from '../../../test/support/core-fakes';
import { AnswerFlight, type Answer, type AnswerEvent, type Landing } from './answer-flight';

const answer: Answer = { text: 'Yes. No.', model: 'm', usage: null, generationMs: 5 };
const landing: Landing = { answer, kept: true };
const token = (text: string): AnswerEvent => ({ type: 'token', text });
const done: AnswerEvent = { type: 'done', ...landing };

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
      flight.say(text);
      await turn();
      readers.push(follow(flight));
      await turn();
      for (const { heard } of readers) expect(heard.at(-1)).toEqual(token(text));
    }
    flight.land(landing);
    readers.push(follow(flight));
    await turn();
    for (const { heard, state } of readers) {
      expect(heard).toEqual([token('Yes.'), token(' '), token('No.'), done]);
      expect(state.ended).toBe('well');
    }
    expect(await flight.landing()).toEqual(landing);
  });

  it('gives an answer that was never said token by token as one token', async () => {
    const { heard } = follow(AnswerFlight.landed(answer));
    await turn();
    expect(heard).toEqual([token('Yes. No.'), done]);
  });

  it('throws its failure to everybody after the tokens before it', async () => {
    const flight = new AnswerFlight();
    const early = follow(flight);
    const waiting = expect(flight.landing()).rejects.toThrow('cut');
    flight.say('Yes.');
    await turn();
    flight.fail(new Error('cut'));
    const late = follow(flight);
    await turn();
    for (const { heard, state } of [early, late]) {
      expect(heard).toEqual([token('Yes.')]);
      expect(state.ended).toEqual(new Error('cut'));
    }
    await waiting;
    await expect(flight.landing()).rejects.toThrow('cut');
  });

  it('throws also when it fails with nothing at all', async () => {
    const flight = new AnswerFlight();
    flight.fail(undefined);
    await expect(flight.landing()).rejects.toBeUndefined();
  });

  it.each<[string, (flight: AnswerFlight) => void]>([
    [
      'lands',
      (flight) => {
        flight.land(landing);
      },
    ],
    [
      'fails',
      (flight) => {
        flight.fail(new Error('cut'));
      },
    ],
  ])('ends once: when it %s, nothing said or done after that changes it', async (_, end) => {
    const flight = new AnswerFlight();
    const ends: (Landing | null)[] = [];
    flight.onEnd((ending) => ends.push(ending));
    flight.say('Yes.');
    end(flight);
    const before = follow(flight);
    flight.say('late');
    flight.land({ answer: { ...answer, text: 'other' }, kept: false });
    flight.fail(new Error('other'));
    const after = follow(flight);
    flight.onEnd((ending) => ends.push(ending));
    await turn();
    expect(after).toEqual(before);
    expect(after.heard).not.toContainEqual(token('late'));
    expect(ends).toHaveLength(2);
    expect(ends[0]).toEqual(ends[1]);
  });

  it('tells of its end once, whoever asked before or after it, with null for a failure', () => {
    for (const [end, expected] of [
      [landing, landing],
      [null, null],
    ] as const) {
      const flight = new AnswerFlight();
      const told: unknown[] = [];
      flight.onEnd((ending) => told.push(ending));
      expect(told).toEqual([]);
      if (end) flight.land(end);
      else flight.fail(new Error('cut'));
      expect(told).toEqual([expected]);
      flight.onEnd((ending) => told.push(ending));
      expect(told).toEqual([expected, expected]);
    }
  });

  it('lets a reader leave in the middle, and goes on for the others', async () => {
    const flight = new AnswerFlight();
    const events = flight.events();
    flight.say('Yes.');
    expect((await events.next()).value).toEqual(token('Yes.'));
    await events.return();
    const { heard } = follow(flight);
    flight.land(landing);
    await turn();
    expect(heard).toEqual([token('Yes.'), done]);
  });

  it('may fail while nobody listens', async () => {
    const flight = new AnswerFlight();
    flight.fail(new Error('cut'));
    await untilRejectionsAreReported();
    await expect(flight.landing()).rejects.toThrow('cut');
  });
});
