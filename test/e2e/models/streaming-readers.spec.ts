import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer } from '../../support/app';
import { watchBoarding } from '../../support/boarding';
import { eventually } from '../../support/eventually';
import type { Drip } from '../../support/model-server';
import type { StreamReader } from '../../support/stream-reader';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const PIECES = ['It opens', ' at', ' nine. [1]'];
const ANSWER = PIECES.join('');
/** Far more than half of any answer before it. */
const LONG = 'and so on '.repeat(100);

const STALL_MS = 3_000;
const KIB = 1_024;
/** A thousand askers keep a busy machine from reading what the model says for some seconds. */
const PATIENT = {
  LLM_MAX_TOKENS: '1000000',
  LLM_FIRST_TOKEN_TIMEOUT_MS: '60000',
  LLM_IDLE_TIMEOUT_MS: '60000',
  LLM_TIMEOUT_MS: '120000',
};

const { app, model, me, modelCalls, arrived } = withModel({
  env: { STREAM_STALL_MS: String(STALL_MS), ...PATIENT },
  note: OPENING,
});
const sockets = new Set<Socket>();

beforeAll(() => {
  const server: Server = app.nest.getHttpServer();
  server.on('connection', (socket: Socket) => sockets.add(socket));
});

/** Lets all of an answer that drips come. */
function finish(drip: Drip): void {
  drip.more();
  drip.stop();
}

/** Opens as many streams at once, and lets everybody come aboard of one flight: they are when they have their sources. */
async function allAboard(
  count: number,
  open: (at: number) => StreamReader = () => me.open(QUESTION),
): Promise<StreamReader[]> {
  const readers = Array.from({ length: count }, (_, at) => open(at));
  await Promise.all(readers.map((reader) => reader.until(({ events }) => events.length > 0)));
  await arrived(1);
  return readers;
}

/** Rejects when somebody is answered, which before the model has spoken can only be an error: else a test would wait for ever. */
async function refusal(asking: readonly Promise<Answer>[]): Promise<never> {
  const { status, body } = await Promise.race(asking);
  throw new Error(`Answered before the model was: ${status} ${JSON.stringify(body)}`);
}

describe('many readers of one answer', () => {
  it('a thousand equal questions at once, half of them streamed, are one model call and one text', async () => {
    const drip = model.drip(PIECES);
    const { aboard } = watchBoarding(app);
    const asking = Array.from({ length: 500 }, () => me.ask(QUESTION));
    const streams = await allAboard(500);
    await Promise.race([aboard(1_000), refusal(asking)]);
    drip.more(1);
    const late = me.open(QUESTION);
    await late.untilTokens(1);
    finish(drip);
    streams.push(late);
    const ends = await Promise.all(streams.map(({ ended }) => ended));
    const answers = await Promise.all(asking);

    expect([streams.length, answers.length, modelCalls()]).toEqual([501, 500, 1]);
    expect(new Set(ends)).toEqual(new Set(['whole']));
    expect(new Set(streams.map(({ text }) => text))).toEqual(new Set([ANSWER]));
    const bodies = [...streams.map(({ done }) => done), ...answers.map(({ body }) => body)];
    expect(new Set(bodies.map(({ answer }) => answer))).toEqual(new Set([ANSWER]));
    // What is each reader's own is so.
    expect(new Set(bodies.map(({ metadata }) => metadata['request_id'])).size).toBe(1_001);
  }, 120_000);

  it('999 of a thousand who leave do not disturb the last', async () => {
    const drip = model.drip(PIECES);
    const readers = await allAboard(1_000);
    drip.more(1);
    const last = readers[500];
    if (!last) throw new Error('There are too few.');
    await last.untilTokens(1);
    for (const reader of readers) if (reader !== last) reader.leave();
    await Promise.all(readers.filter((reader) => reader !== last).map(({ ended }) => ended));
    finish(drip);
    expect(await last.ended).toBe('whole');
    expect(last.text).toBe(ANSWER);
    expect(modelCalls()).toBe(1);
  }, 120_000);

  it('has its own words in each body, however it was typed', async () => {
    const drip = model.drip(PIECES);
    const [typed, shouted] = await allAboard(2, (at) =>
      me.open(
        at === 0 ? 'when does the bakery open on sundays' : QUESTION,
        { stream: true },
        {
          'X-Request-Id': `mine-${at}`,
        },
      ),
    );
    finish(drip);
    await Promise.all([typed?.ended, shouted?.ended]);
    expect([typed?.done.metadata['query'], shouted?.done.metadata['query']]).toEqual([
      'when does the bakery open on sundays',
      QUESTION,
    ]);
    expect([typed?.done.metadata['request_id'], shouted?.done.metadata['request_id']]).toEqual([
      'mine-0',
      'mine-1',
    ]);
  });
});

describe('when everybody leaves', () => {
  it('before the first word, the model call is ended within 100 ms, and nobody joins it', async () => {
    const before = (await me.stats()).combined.model_calls;
    const took: number[] = [];
    for (let round = 0; round < 7; round++) {
      const release = model.hold();
      const calls = model.prompts.length;
      const ended = model.earlyEnds;
      const readers = Array.from({ length: 5 }, () => me.open(`${QUESTION} Round ${round}`));
      await Promise.all(readers.map((reader) => reader.until(({ events }) => events.length === 1)));
      await model.arrived(calls + 1);
      const leftAt = performance.now();
      for (const reader of readers) reader.leave();
      await model.endedEarly(ended + 1);
      took.push(performance.now() - leftAt);
      release();
      const next = await me.ask(`${QUESTION} Round ${round}`);
      expect(next.headers.get('cache-status')).not.toContain('collapsed');
      expect(next.body.metadata.match).toBeNull();
    }
    // The median, because one round may meet a busy moment of the machine.
    expect(took.sort((a, b) => a - b)[3]).toBeLessThan(100);
    const { abandoned, failed } = (await me.stats()).combined.model_calls;
    expect({ abandoned, failed }).toEqual({ abandoned: before.abandoned + 7, failed: before.failed });
  });

  it('those who wait for JSON count too', async () => {
    const drip = model.drip(PIECES);
    const ended = model.earlyEnds;
    sockets.clear();
    const [stream] = await allAboard(1);
    const [socket] = sockets;
    const { aboard } = watchBoarding(app);
    const json = me.open(QUESTION, { stream: false });
    await aboard(1);
    stream?.leave();
    await eventually('The service has seen the stream leave.', () => socket?.closed === true);
    drip.more(1);
    await me.stats();
    expect(model.earlyEnds).toBe(ended);
    json.leave();
    await model.endedEarly(ended + 1);
    drip.stop();
  });

  it('when more than half of the answer came, it is finished, stored, and a hit for the next', async () => {
    const drip = model.drip([LONG, 'to the end.']);
    const readers = await allAboard(20);
    drip.more(1);
    await Promise.all(readers.map((reader) => reader.untilTokens(1)));
    for (const reader of readers) reader.leave();
    await Promise.all(readers.map(({ ended }) => ended));
    // Only somebody who joins can tell that it still runs.
    const { passed } = (await me.stats()).combined.model_calls;
    finish(drip);
    const finished = async () => (await me.stats()).combined.model_calls.passed > passed;
    await eventually('The answer is finished.', finished);
    await app.stored();
    const next = await me.ask(QUESTION);
    expect(next.body.answer).toBe(`${LONG}to the end.`);
    expect(next.body.metadata.match).toBe('exact');
    expect(modelCalls()).toBe(1);
  });

  it('an answer that would not be stored is never finished', async () => {
    const { passed } = (await me.stats()).combined.model_calls;
    const drip = model.drip([LONG, 'to the end.']);
    const ended = model.earlyEnds;
    const reader = me.open(QUESTION, { stream: true, cache: { no_store: true } });
    await arrived(1);
    drip.more(1);
    await reader.untilTokens(1);
    reader.leave();
    await model.endedEarly(ended + 1);
    drip.stop();
    expect((await me.stats()).combined.model_calls.passed).toBe(passed);
  });
});

describe('a reader that takes nothing', () => {
  it('fills no more than its own small buffer, is cut off, and holds up nobody', async () => {
    const piece = 'x'.repeat(64 * KIB);
    const pieces = Array.from({ length: 128 }, () => piece);
    const drip = model.drip(pieces);
    sockets.clear();
    const [slow] = await allAboard(1);
    const [socket] = sockets;
    if (!slow || !socket) throw new Error('Nobody came.');
    await slow.stopReading();
    const [quick] = await allAboard(1);
    const cutOff = new Promise((resolve) => socket.once('close', resolve));
    const watched = mostBuffered(socket);
    finish(drip);
    expect(await quick?.ended).toBe('whole');
    expect(quick?.text.length).toBe(pieces.length * piece.length);
    await cutOff;
    // Less than three pieces of 128.
    expect(watched.bytes()).toBeGreaterThan(0);
    expect(watched.bytes()).toBeLessThan(3 * piece.length);
    await slow.readOn();
    expect(await slow.ended).toBe('cut');
    expect(slow.text.length).toBeLessThan(pieces.length * piece.length);
  }, 60_000);

  it('that only lags gets everything', async () => {
    const drip = model.drip(PIECES);
    const [reader] = await allAboard(1);
    await reader?.stopReading();
    finish(drip);
    await me.ask(QUESTION);
    await reader?.readOn();
    expect(await reader?.ended).toBe('whole');
    expect(reader?.text).toBe(ANSWER);
  });
});

/** What the server has kept for a connection at most, looked at once in every turn of the event loop. */
function mostBuffered(socket: Socket) {
  let most = 0;
  const look = (): void => {
    most = Math.max(most, socket.writableLength);
    if (!socket.destroyed) setImmediate(look);
  };
  look();
  return { bytes: () => most };
}
