import type { Answer, Person } from '../../support/app';
import { withApp } from '../../support/with-app';

interface EmbeddingsBody {
  readonly data: readonly { readonly index: number; readonly embedding: string | readonly number[] }[];
  readonly model: string;
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
  readonly error: { readonly message: string; readonly param: string | null; readonly code: string };
}

/** One token more than the model takes. */
const LONG = 'a '.repeat(255);

const embedAs =
  (me: Person) =>
  (
    input: unknown,
    more: object = {},
    headers: Record<string, string> = {},
  ): Promise<Answer<EmbeddingsBody>> =>
    me.call<EmbeddingsBody>('POST', '/v1/embeddings', { json: { model: 'trivet', input, ...more }, headers });

function floats({ body }: Answer<EmbeddingsBody>): Float32Array[] {
  return body.data.map(({ embedding }) => {
    if (typeof embedding !== 'string') return Float32Array.from(embedding);
    const bytes = Buffer.from(embedding, 'base64');
    return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at));
  });
}

describe('POST /v1/embeddings', () => {
  const { me } = withApp();
  const embed = embedAs(me);
  const embedded = async (): Promise<number> => (await me.stats()).combined.embedded_texts;

  it('gives vectors in order, in both encodings the same, and counts the model’s own tokens', async () => {
    const input = ['The spare key', 'is in a flour tin.', 'The spare key'];
    const asNumbers = await embed(input);
    const asBytes = await embed(input, { encoding_format: 'base64' });
    expect(asNumbers.body.data.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(floats(asBytes)).toEqual(floats(asNumbers));
    const [first, second, third] = floats(asNumbers);
    expect(first).toHaveLength(384);
    expect(third).toEqual(first);
    expect(second).not.toEqual(first);
    expect(asNumbers.body).toMatchObject({
      model: 'all-MiniLM-L6-v2',
      usage: { prompt_tokens: 12, total_tokens: 12 },
    });
    expect(floats(await embed(input[0]))).toEqual([first]);
  });

  it.each<[string, Record<string, unknown>, { param: string; code: string; status?: number }]>([
    ['an empty text', { input: '' }, { param: 'input', code: 'invalid_request' }],
    ['an empty text among others', { input: ['a', ''] }, { param: 'input[1]', code: 'invalid_request' }],
    ['no texts', { input: [] }, { param: 'input', code: 'invalid_request' }],
    ['tokens', { input: [1, 2, 3] }, { param: 'input', code: 'invalid_request' }],
    ['arrays of tokens', { input: [[1], [2]] }, { param: 'input', code: 'invalid_request' }],
    [
      '2,049 texts',
      { input: Array.from({ length: 2_049 }, () => 'a') },
      { param: 'input', code: 'invalid_request' },
    ],
    ['a text that would be cut', { input: LONG }, { param: 'input', code: 'context_length_exceeded' }],
    ['one among others', { input: ['a', LONG] }, { param: 'input[1]', code: 'context_length_exceeded' }],
    ['other dimensions', { dimensions: 128 }, { param: 'dimensions', code: 'unsupported_value' }],
    ['another encoding', { encoding_format: 'hex' }, { param: 'encoding_format', code: 'invalid_request' }],
    ['a misspelt parameter', { dimension: 384 }, { param: 'dimension', code: 'unknown_parameter' }],
    ['an unknown model', { model: 'ada' }, { param: 'model', code: 'model_not_found', status: 404 }],
  ])('refuses %s', async (_, more, { param, code, status = 400 }) => {
    const before = await embedded();
    const answer = await embed('a', more);
    expect([answer.status, answer.body]).toEqual([
      status,
      { error: { message: expect.any(String) as string, type: 'invalid_request_error', param, code } },
    ]);
    expect(await embedded()).toBe(before);
  });

  it('takes the longest text that the model takes, and its own dimensions', async () => {
    const { status, body } = await embed('a '.repeat(254), { dimensions: 384 });
    expect([status, body.usage.prompt_tokens]).toEqual([200, 254]);
  });
});

describe('the body of POST /v1/embeddings', () => {
  const MIB = 1_048_576;
  const { me } = withApp({ env: { EMBEDDING_PROVIDER: 'lexical' } });
  const embed = embedAs(me);

  it('may hold 2,048 texts as long as the model of sentences takes them', async () => {
    const input = Array.from({ length: 2_048 }, (_, at) => `${at} `.repeat(1_000).slice(0, 1_000));
    const { status, body } = await embed(input, { encoding_format: 'base64' });
    expect([status, body.data.length]).toEqual([200, 2_048]);
  }, 60_000);

  it('is refused beyond 8 MiB, as a chat and a note are beyond 1 MiB', async () => {
    const answer = await embed('a'.repeat(8 * MIB));
    expect([answer.status, answer.body.error.code]).toEqual([413, 'body_too_large']);
    for (const path of ['/v1/chat/completions', '/notes'])
      expect((await me.call('POST', path, { json: { body: 'a'.repeat(MIB) } })).status).toBe(413);
  });

  it('is not read of one who may not ask', async () => {
    const headers = { Authorization: 'Bearer nothing' };
    const answer = await embed('a'.repeat(8 * MIB), {}, headers);
    expect([answer.status, answer.body.error.code]).toEqual([401, 'invalid_api_key']);
  });
});
