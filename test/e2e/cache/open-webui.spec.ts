import { randomUUID } from 'node:crypto';
import type { Answer, AnswerBody, Claims, Person } from '../../support/app';
import { askedIn, sendAsOpenWebUi, type Kind } from '../../support/open-webui';
import { named, PERSON_TOKENS } from '../../support/person-token';
import { withApp, withModel } from '../../support/with-app';

const OPENING = {
  title: 'Bakery hours',
  body: 'The bakery opens at nine on Sundays and at seven on all other days.',
};
const KEY = { title: 'Keys', body: 'Ines has the spare key to the roastery.' };

interface Chunk {
  readonly choices: readonly {
    readonly delta: {
      readonly content?: string;
      readonly annotations?: readonly { readonly url_citation: { readonly title: string } }[];
    };
  }[];
  readonly trivet?: Partial<Pick<AnswerBody, 'sources' | 'metadata'>>;
}

interface Whole {
  readonly choices: readonly { readonly message: { readonly content: string } }[];
  readonly trivet: Pick<AnswerBody, 'sources' | 'metadata'>;
}

/** What a program shows of a stream. */
function shown({ body }: Answer<string>) {
  const chunks = body
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)) as Chunk);
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
  return {
    text: deltas.map(({ content }) => content ?? '').join(''),
    sources: deltas.flatMap(({ annotations = [] }) =>
      annotations.map(({ url_citation }) => url_citation.title),
    ),
    metadata: chunks.map(({ trivet }) => trivet?.metadata).find((metadata) => metadata !== undefined),
    isWhole: body.endsWith('data: [DONE]\n\n'),
  };
}

const jsonOf = ({ body }: Answer<Whole>): unknown => JSON.parse(body.choices[0]?.message.content ?? '');

describe('the requests of Open WebUI', () => {
  const { app, model, modelCalls } = withModel({ env: { EMBEDDING_PROVIDER: 'lexical', ...PERSON_TOKENS } });
  let program: Person;
  let ann: Record<string, string>;
  let ben: Record<string, string>;
  let claims: Claims;

  beforeEach(async () => {
    claims = { sub: 'open-webui', tenant: randomUUID(), roles: ['delegate'] };
    program = app.as(claims);
    [ann, ben] = [named(randomUUID()), named(randomUUID())];
    for (const note of [OPENING, KEY])
      await program.call('POST', '/notes', { json: { ...note, visibility: 'workspace', workspace: 'eng' } });
    model.answerWith((prompt) =>
      prompt.includes('<chat_history>') ? '{ "title": "Bakery" }' : 'The notes say so [1].',
    );
  });

  it.each<readonly [Kind, string]>([
    ['question', OPENING.title],
    ['follow_up', KEY.title],
  ])('get an answer over the notes: %s', async (kind, source) => {
    const answer = await sendAsOpenWebUi<string>(program, kind, { headers: ann });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(shown(answer)).toMatchObject({
      text: 'The notes say so [1].',
      sources: [source],
      metadata: { reason: 'never_asked', query: askedIn(kind) },
      isWhole: true,
    });
    const again = await sendAsOpenWebUi<string>(program, kind, { headers: ann });
    expect(shown(again)).toMatchObject({
      text: 'The notes say so [1].',
      sources: [source],
      metadata: { match: 'exact' },
    });
    expect(modelCalls()).toBe(1);
  });

  it('share the answers of programs that send no tools', async () => {
    await sendAsOpenWebUi(program, 'question', { headers: ann });
    const bare = await sendAsOpenWebUi<string>(program, 'question', {
      headers: ann,
      body: { tools: undefined },
    });
    expect(shown(bare).metadata).toMatchObject({ match: 'exact' });
    expect((await program.ask(askedIn('question'), {}, ann)).body.metadata.match).toBe('exact');
    expect(modelCalls()).toBe(1);
  });

  it.each<Kind>(['title', 'follow_ups', 'tags'])(
    'ask about their own chat past notes and caches: %s',
    async (kind) => {
      for (const answer of [
        await sendAsOpenWebUi<Whole>(program, kind, { headers: ann }),
        await sendAsOpenWebUi<Whole>(program, kind, { headers: ann }),
      ]) {
        expect(jsonOf(answer)).toEqual({ title: 'Bakery' });
        expect(answer.headers.get('x-cache')).toBe('BYPASS');
        expect(answer.body.trivet).toMatchObject({ sources: [], metadata: { reason: 'bypassed' } });
      }
      expect(modelCalls()).toBe(2);
      expect(model.requests.at(-1)?.messages).toEqual([{ role: 'user', content: askedIn(kind) }]);
    },
  );

  it('are of the person that they name, with notes of their own', async () => {
    const own = { title: 'Opening', body: 'On Sundays the bakery opens at ten for me.' };
    expect((await program.call('POST', '/notes', { json: own, headers: ann })).status).toBe(201);
    const read = async (who: Record<string, string>): Promise<boolean> => {
      const { body } = await sendAsOpenWebUi<Whole>(program, 'question', {
        headers: who,
        body: { stream: false },
      });
      return body.trivet.sources.some(({ title }) => title === own.title);
    };
    expect([await read(ann), await read(ben)]).toEqual([true, false]);
  });

  it('find trivet first among the models, which new chats begin with', async () => {
    const { body } = await program.call<{ data: { id: string }[] }>('GET', '/v1/models', { headers: ann });
    expect(body.data[0]?.id).toBe('trivet');
  });
});

describe('the requests of Open WebUI, where there is no model', () => {
  const { me } = withApp({ env: { EMBEDDING_PROVIDER: 'lexical' }, note: OPENING });

  it.each<readonly [Kind, object]>([
    ['title', { title: askedIn('question') }],
    ['follow_ups', { follow_ups: [] }],
    ['tags', { tags: [] }],
  ])('are answered in their JSON: %s', async (kind, json) => {
    const answer = await sendAsOpenWebUi<Whole>(me, kind);
    expect(jsonOf(answer)).toEqual(json);
    expect(answer.headers.get('x-cache')).toBe('BYPASS');
  });

  it('are answered with quotes, each with its source', async () => {
    expect(shown(await sendAsOpenWebUi<string>(me, 'question'))).toMatchObject({
      text: `${OPENING.body} [1]`,
      sources: [OPENING.title],
      isWhole: true,
    });
  });
});
