import type { Answer, Person } from '../../support/app';
import { withApp } from '../../support/with-app';

interface EmbeddingsBody {
  readonly data: readonly { readonly index: number; readonly embedding: string }[];
}

interface Call {
  readonly headers?: Record<string, string>;
  readonly asker?: Person;
}

const { app, me } = withApp();

const embed = (input: unknown, { headers = {}, asker = me }: Call = {}): Promise<Answer<EmbeddingsBody>> =>
  asker.call<EmbeddingsBody>('POST', '/v1/embeddings', {
    json: { model: 'trivet', input, encoding_format: 'base64' },
    headers,
  });
const embedded = async (): Promise<number> => (await me.stats()).combined.embedded_texts;

describe('POST /v1/embeddings', () => {
  it('embeds only what the cache does not have, each text once, and shares nothing between tenants', async () => {
    const before = await embedded();
    await embed(['one', 'two', 'one']);
    expect(await embedded()).toBe(before + 2);
    await embed(['two', 'three', 'one']);
    expect(await embedded()).toBe(before + 3);
    await embed(['one'], { asker: app.newcomer() });
    expect(await embedded()).toBe(before + 4);
  });

  it('leaves no trace of what came with no-store', async () => {
    const before = await embedded();
    await embed(['secret'], { headers: { 'Cache-Control': 'no-store' } });
    await embed(['secret']);
    expect(await embedded()).toBe(before + 2);
  });

  it('takes 2,048 texts at once, and has them all when they are asked for again', async () => {
    const input = Array.from({ length: 2_048 }, (_, at) => `text ${at}`);
    const { status, body } = await embed(input);
    expect([status, body.data.length]).toEqual([200, 2_048]);
    await app.stored();
    const before = await embedded();
    expect((await embed(input)).body.data).toEqual(body.data);
    expect(await embedded()).toBe(before);
  }, 120_000);
});

describe('an edit of one paragraph of a long note', () => {
  it('embeds that paragraph’s chunk and its neighbours’ at most', async () => {
    const paragraph = (n: number): string =>
      `Entry number ${n} of the field diary. ` +
      `On day ${n} the river stood at ${n + 40} centimetres. `.repeat(12);
    const body = Array.from({ length: 20 }, (_, n) => `## Day ${n}\n\n${paragraph(n)}`);
    const note = await me.write({ title: 'Field diary', body: body.join('\n\n') });
    const before = (await me.stats()).combined.embedded_texts;

    body[9] = body[9]?.replace('the river stood', 'the river slept') ?? '';
    await me.edit(note, { body: body.join('\n\n') });
    const embedded = (await me.stats()).combined.embedded_texts - before;
    expect(embedded).toBeGreaterThanOrEqual(1);
    expect(embedded).toBeLessThanOrEqual(2);
    expect((await me.ask('On which day did the river sleep?')).body.sources[0]?.content).toContain(
      'the river slept',
    );
  });
});
