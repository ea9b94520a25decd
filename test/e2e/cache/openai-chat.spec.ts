import type { Answer, AnswerBody, Person } from '../../support/app';
import { parseCacheStatus } from '../../support/cache-status';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const SYSTEM = { role: 'system', content: 'Be brief.' };

interface Message {
  readonly role: string;
  readonly content: unknown;
}

interface ChatBody {
  readonly choices: readonly { readonly message: { content: string }; readonly finish_reason: string }[];
  readonly trivet: Pick<AnswerBody, 'sources' | 'metadata'>;
}

const { app, model, me, modelCalls } = withModel({
  env: { EMBEDDING_PROVIDER: 'lexical', LLM_MAX_TOKENS: '500' },
  note: OPENING,
});

const user = (content: unknown): Message => ({ role: 'user', content });

function chat<Body = ChatBody>(
  messages: readonly Message[],
  { more = {}, headers = {}, as = me }: { more?: object; headers?: Record<string, string>; as?: Person } = {},
): Promise<Answer<Body>> {
  const json = { model: 'trivet', messages, ...more };
  return as.call<Body>('POST', '/v1/chat/completions', { json, headers });
}

const textOf = ({ body }: Answer<ChatBody>): string | undefined => body.choices[0]?.message.content;
const matchOf = ({ body }: Answer<ChatBody>): string | null => body.trivet.metadata.match;

describe('a chat and the caches', () => {
  it('is the question of /assistant/query by another name: what one answered is a hit of the other', async () => {
    const first = await me.ask(QUESTION);
    const answer = await chat([user(QUESTION)]);
    expect(textOf(answer)).toBe(first.body.answer);
    expect(answer.body.trivet.sources).toEqual(first.body.sources);
    expect(answer.body.trivet.metadata).toMatchObject({ cached: true, match: 'exact', query: QUESTION });
    expect(Object.keys(answer.body.trivet.metadata)).toEqual(Object.keys(first.body.metadata));
    for (const name of ['x-cache', 'x-cache-layer', 'age', 'cache-status', 'server-timing', 'cache-control'])
      expect([name, answer.headers.get(name)]).toEqual([name, expect.any(String)]);
    expect(answer.headers.get('x-cache')).toBe('HIT');
    expect(modelCalls()).toBe(1);
  });

  it('is answered from the notes as they are, also between two equal requests', async () => {
    const before = await chat([user(QUESTION)]);
    const note = await me.write({ title: 'News', body: 'On Sundays the bakery does not open in August.' });
    const after = await chat([user(QUESTION)]);
    expect(textOf(before)).not.toContain('August');
    expect(textOf(after)).toContain('August');
    await me.remove(note);
    const undone = await chat([user(QUESTION)]);
    expect(textOf(undone)).toBe(textOf(before));
    expect(matchOf(undone)).toBe('revalidated');
  });

  it('is never shared between tenants', async () => {
    const stranger = app.newcomer();
    await chat([SYSTEM, user(QUESTION)]);
    const theirs = await chat([SYSTEM, user(QUESTION)], { as: stranger });
    expect(theirs.body.trivet.sources).toEqual([]);
    expect(textOf(theirs)).not.toContain('nine');
    await stranger.write(OPENING);
    const same = await chat([SYSTEM, user(QUESTION)], { as: stranger });
    expect(matchOf(same)).toBeNull();
    expect(modelCalls()).toBe(2);
  });

  it.each([
    ['no-cache', 200, 'REFRESH'],
    ['no-store', 200, 'BYPASS'],
    ['max-age=60', 200, 'HIT'],
    ['only-if-cached', 200, 'HIT'],
  ])('takes Cache-Control: %s', async (directive, status, xCache) => {
    await chat([user(QUESTION)]);
    const answer = await chat([user(QUESTION)], { headers: { 'Cache-Control': directive } });
    expect([answer.status, answer.headers.get('x-cache')]).toEqual([status, xCache]);
  });
});

describe('what was said before', () => {
  it('keeps its answer through an edit elsewhere, as any answer does', async () => {
    const first = await chat([SYSTEM, user(QUESTION)]);
    await me.write({ title: 'Elsewhere', body: 'Zebras have stripes.' });
    const again = await chat([SYSTEM, user(QUESTION)]);
    expect([matchOf(again), textOf(again)]).toEqual(['revalidated', textOf(first)]);
  });
});

describe('sampling parameters', () => {
  it('are a part of the question: each set of them has its answers', async () => {
    const sets = [{}, { temperature: 0 }, { top_p: 0 }, { seed: 0 }, { stop: ['a', 'b'] }, { stop: ['a'] }];
    for (const more of sets)
      expect([more, matchOf(await chat([user(QUESTION)], { more }))]).toEqual([more, null]);
    for (const more of sets)
      expect([more, matchOf(await chat([user(QUESTION)], { more }))]).toEqual([more, 'exact']);
    expect(matchOf(await chat([user(QUESTION)], { more: { temperature: null, user: 'u', n: 1 } }))).toBe(
      'exact',
    );
    expect(modelCalls()).toBe(sets.length);
  });

  it('may cut an answer, which is told as that and never stored', async () => {
    model.finishWith('length');
    const cut = await chat([user(QUESTION)], { more: { max_tokens: 20 } });
    model.finishWith('stop');
    expect(cut.body.choices[0]?.finish_reason).toBe('length');
    const whole = await chat([user(QUESTION)], { more: { max_tokens: 20 } });
    expect([whole.body.choices[0]?.finish_reason, matchOf(whole)]).toEqual(['stop', null]);
  });
});

describe('a streamed chat', () => {
  const streamed = (more: object = {}) => chat<string>([user(QUESTION)], { more: { stream: true, ...more } });
  const chunksOf = (
    text: string,
  ): Partial<ChatBody & { choices: readonly { delta: { content?: string } }[] }>[] =>
    text
      .split('\n\n')
      .filter((event) => event.startsWith('data: {'))
      .map((event) => JSON.parse(event.slice('data: '.length)) as object);

  it('of a cached answer has the same events, and the headers of a hit', async () => {
    const first = await chat([user(QUESTION)]);
    const { headers, body } = await streamed();
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(headers.get('x-cache')).toBe('HIT');
    expect(headers.get('age')).toBe('0');
    expect(parseCacheStatus(headers.get('cache-status') ?? '').parameters).toEqual({
      hit: true,
      detail: 'exact',
    });
    expect(body).toMatch(/\n\ndata: \[DONE\]\n\n$/);
    const chunks = chunksOf(body);
    expect(chunks.map(({ choices }) => choices?.[0]?.delta.content).join('')).toBe(textOf(first));
    expect(chunks[0]?.trivet).toEqual({ sources: first.body.trivet.sources });
    expect(chunks.at(-1)?.trivet).toMatchObject({ metadata: { match: 'exact' } });
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
  });
});
