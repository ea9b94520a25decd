import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { tokenOf, type Answer } from '../../support/app';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery "hours"', body: 'The bakery opens at nine on Sundays.' };
const ANSWER = 'At nine \u{1F950} [1], as `list[1]` says; never at ten [12].';

interface UrlCitation {
  readonly start_index: number;
  readonly end_index: number;
  readonly title: string;
  readonly url: string;
}

interface Annotation {
  readonly type: string;
  readonly url_citation: UrlCitation;
}

interface ChatBody {
  readonly choices: readonly {
    readonly message: { readonly content: string; readonly annotations: readonly Annotation[] };
  }[];
  readonly trivet: {
    readonly sources: readonly { readonly note_id: string; readonly title: string }[];
    readonly metadata: object;
  };
}

interface Chunk {
  readonly choices: readonly {
    readonly delta: { readonly content?: string; readonly annotations?: readonly Annotation[] };
    readonly finish_reason: string | null;
  }[];
}

const { app, me, model } = withModel({ env: { EMBEDDING_PROVIDER: 'lexical' }, note: OPENING });

beforeEach(() => {
  model.answerWith(() => ANSWER);
});

function chat<Body = ChatBody>(
  more: object = {},
  headers: Record<string, string> = {},
): Promise<Answer<Body>> {
  const json = { model: 'trivet', messages: [{ role: 'user', content: QUESTION }], ...more };
  return me.call<Body>('POST', '/v1/chat/completions', { json, headers });
}

const messageOf = ({ body }: Answer<ChatBody>) => body.choices[0]?.message;

/** As Python slices, which counts code points. */
const sliced = (text: string, { start_index, end_index }: UrlCitation): string =>
  Array.from(text).slice(start_index, end_index).join('');

describe('the citations of an answer', () => {
  it('name the note and where its [n] stands, and nothing else in brackets', async () => {
    const answer = await chat();
    const [{ note_id } = { note_id: '' }] = answer.body.trivet.sources;
    const annotations = messageOf(answer)?.annotations ?? [];
    expect(annotations).toEqual([
      {
        type: 'url_citation',
        url_citation: {
          start_index: 10,
          end_index: 13,
          title: OPENING.title,
          url: `${app.url}/notes/${note_id}`,
        },
      },
    ]);
    for (const { url_citation } of annotations) expect(sliced(ANSWER, url_citation)).toBe('[1]');
  });

  it('lead to the note, which they have by its address', async () => {
    const [annotation] = messageOf(await chat())?.annotations ?? [];
    const path = annotation?.url_citation.url.slice(app.url.length) ?? '';
    expect((await me.call('GET', path)).body).toMatchObject(OPENING);
  });

  it('are the same on a hit of any kind, and in a stream, where they are its last delta of content', async () => {
    const first = messageOf(await chat())?.annotations;
    expect(first).toHaveLength(1);
    expect(messageOf(await chat())?.annotations).toEqual(first);
    await me.write({ title: 'Elsewhere', body: 'Zebras have stripes.' });
    const revalidated = await chat();
    expect(revalidated.body.trivet.metadata).toMatchObject({ match: 'revalidated' });
    expect(messageOf(revalidated)?.annotations).toEqual(first);
    for (const cacheControl of ['max-age=60', 'no-cache']) {
      const { body } = await chat<string>({ stream: true }, { 'Cache-Control': cacheControl });
      const deltas = chunksOf(body).flatMap(({ choices }) => choices);
      const contents = deltas.filter(({ delta }) => delta.content !== undefined);
      expect(contents.map(({ delta }) => delta.content).join('')).toBe(ANSWER);
      expect(contents.at(-1)?.delta).toEqual({ content: '', annotations: first });
      expect(deltas.filter(({ delta }) => delta.annotations)).toHaveLength(1);
      expect(deltas.at(-1)?.finish_reason).toBe('stop');
    }
  });

  it('link to the host that each asker named, also for an answer that is cached', async () => {
    const claims = { sub: 'ann', tenant: randomUUID() };
    await app.as(claims).write(OPENING);
    const annotations = async (host: string): Promise<readonly Annotation[]> => {
      const answer = await request(`${app.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { host, authorization: `Bearer ${tokenOf(claims)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'trivet', messages: [{ role: 'user', content: QUESTION }] }),
      });
      const { choices } = (await answer.body.json()) as ChatBody;
      return choices[0]?.message.annotations ?? [];
    };
    for (const host of ['one.example', 'two.example:8080', 'one.example']) {
      const [first] = await annotations(host);
      expect(first?.url_citation.url).toMatch(`http://${host}/notes/`);
    }
  });

  it.each([
    ['[2]', [2]],
    ['[3] before [1]', [3, 1]],
    ['[1, 3] and [2]', [1, 3, 2]],
    ['[4][4] and [12]', [4]],
  ])('let a program find what %s cites, which counts titles and addresses', async (text, cited) => {
    for (const [title, body] of [
      [
        'Bakery',
        '# Sundays\n\nThe bakery opens at nine on Sundays.\n\n# Mondays\n\nThe bakery opens never on Mondays.',
      ],
      ['Bakery', 'On Sundays the other bakery opens at ten.'],
    ] as const)
      await me.write({ title, body });
    model.answerWith(() => text);
    const answer = await chat({}, { 'Cache-Control': 'no-cache' });
    const { sources } = answer.body.trivet;
    expect(sources.length).toBeGreaterThanOrEqual(4);
    const told = (messageOf(answer)?.annotations ?? []).map(({ url_citation }) => url_citation);
    const [titles, urls] = [
      [...new Set(told.map(({ title }) => title))],
      [...new Set(told.map(({ url }) => url.slice(app.url.length)))],
    ];
    expect(titles).toHaveLength(Math.max(...cited));
    expect(urls).toHaveLength(Math.max(...cited));
    for (const number of cited) {
      const source = sources[number - 1];
      expect(titles[number - 1]?.startsWith(source?.title ?? 'none')).toBe(true);
      expect(urls[number - 1]?.startsWith(`/notes/${source?.note_id ?? 'none'}`)).toBe(true);
    }
    const places = told.map((citation) => sliced(text, citation)).filter((place) => place !== '');
    expect(places.every((place) => text.includes(place))).toBe(true);
    expect(places.length).toBeGreaterThanOrEqual(cited.length);
  });

  it('are none where nothing is cited', async () => {
    model.answerWith(() => 'Nothing in your notes answers this.');
    const answer = await chat({}, { 'Cache-Control': 'no-cache' });
    expect(messageOf(answer)?.annotations).toEqual([]);
    const { body } = await chat<string>({ stream: true });
    expect(body).not.toContain('annotations');
  });
});

const chunksOf = (text: string): Chunk[] =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)) as Chunk);
