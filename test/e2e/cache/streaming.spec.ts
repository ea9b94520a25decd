import { parseCacheStatus } from '../../support/cache-status';
import type { StreamReader } from '../../support/stream-reader';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const PIECES = ['It opens', ' at nine', '\nor, in "spring",', ' at \u{1F950} eight. [1]'];
const ANSWER = PIECES.join('');

const { app, model, me, modelCalls, arrived } = withModel({ note: OPENING });
beforeAll(() => {
  app.clock.stop();
});

const types = ({ events }: StreamReader): string[] => events.map(({ type }) => type);
const statusOf = (headers: Readonly<Record<string, unknown>>): object =>
  parseCacheStatus(String(headers['cache-status'])).parameters;

describe('a streamed answer', () => {
  it('of a hit comes by the same events, with all of its headers', async () => {
    const first = await me.ask(QUESTION);
    app.clock.advance(5_000);
    const reader = me.open(QUESTION);
    const { headers } = await reader.head();
    expect(await reader.ended).toBe('whole');
    expect(types(reader)).toEqual(['sources', 'token', 'done']);
    expect(reader.text).toBe(first.body.answer);
    expect(reader.done).toMatchObject({ answer: first.body.answer, sources: first.body.sources });
    expect(reader.done.metadata).toMatchObject({ match: 'exact', layer: 'l1', age_s: 5 });
    expect(headers).toMatchObject({ 'x-cache': 'HIT', 'x-cache-layer': 'l1', age: '5' });
    expect(statusOf(headers)).toEqual({ hit: true, detail: 'exact' });
    expect(headers['server-timing']).toMatch(/model;dur=0, total;dur=/);
    expect(modelCalls()).toBe(1);
  });

  it('that fails ends with an event with the same problem, after what was said, and nothing of it is kept', async () => {
    const drip = model.drip(PIECES);
    const reader = me.open(QUESTION);
    await arrived(1);
    drip.more(2);
    await reader.untilTokens(2);
    drip.cut();
    drip.stop();
    expect(await reader.ended).toBe('whole');
    expect(types(reader)).toEqual(['sources', 'token', 'token', 'error']);
    const { headers } = await reader.head();
    expect(reader.events.at(-1)?.data).toMatchObject({
      type: 'urn:trivet:problem:language_model_unavailable',
      status: 503,
      request_id: headers['x-request-id'],
    });
    expect((await me.ask(QUESTION)).body.metadata.match).toBeNull();
  });
});

describe('the rules of Cache-Control', () => {
  it('hold for streams: no-store reads, joins and leaves nothing', async () => {
    const drip = model.drip(PIECES);
    const [shared, alone] = [
      me.open(QUESTION),
      me.open(QUESTION, { stream: true, cache: { no_store: true } }),
    ];
    await arrived(2);
    drip.more();
    drip.stop();
    await Promise.all([shared.ended, alone.ended]);
    expect(alone.done.metadata.reason).toBe('bypassed');
    expect((await alone.head()).headers['x-cache']).toBe('BYPASS');
    expect(modelCalls()).toBe(2);
  });

  it('hold for streams: no-cache joins nothing that began before it', async () => {
    const drip = model.drip(PIECES);
    const first = me.open(QUESTION);
    await arrived(1);
    drip.more(1);
    await first.untilTokens(1);
    const anew = me.open(QUESTION, undefined, { 'Cache-Control': 'no-cache' });
    await arrived(2);
    drip.more();
    drip.stop();
    await Promise.all([first.ended, anew.ended]);
    expect((await anew.head()).headers['x-cache']).toBe('REFRESH');
    expect([first.text, anew.text]).toEqual([ANSWER, ANSWER]);
  });
});
