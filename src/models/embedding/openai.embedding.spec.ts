import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { upstreamOf } from '../../../test/support/core-fakes';
import { eventually } from '../../../test/support/eventually';
import { ModelBusyError, ModelUnavailableError } from '../../core';
import { OpenAiEmbedding, type OpenAiEmbeddingOptions } from './openai.embedding';

interface Asked {
  readonly model: string;
  readonly input: readonly string[];
  readonly dimensions?: number;
}

type Answer = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void;

const SECRET = 'the tenant plans to sell';

/** Not of unit length. It tells texts apart by their length. */
const vectorOf = (text: string): number[] => [text.length, 1, 2];

const base64Of = (vector: readonly number[]): string =>
  Buffer.from(Float32Array.from(vector).buffer).toString('base64');

function sendVectors(response: ServerResponse, embeddings: readonly unknown[]): void {
  const data = embeddings.map((embedding, index) => ({ object: 'embedding', index, embedding })).reverse();
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ object: 'list', data }));
}

const floats: Answer = ({ input }, response) => {
  sendVectors(response, input.map(vectorOf));
};

describe('OpenAiEmbedding', () => {
  let server: Server;
  let asked: Asked[];
  let answers: Answer[];

  beforeEach(async () => {
    asked = [];
    answers = [];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
        asked.push(body);
        (answers.shift() ?? floats)(body, response, request);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function modelFor(options: Partial<OpenAiEmbeddingOptions> = {}): OpenAiEmbedding {
    const { port } = server.address() as AddressInfo;
    const settings = { model: 'nomic-embed-text', dimensions: 3, timeoutMs: 5_000, ...options };
    return new OpenAiEmbedding({
      baseUrl: `http://127.0.0.1:${port}/v1`,
      apiKey: 'none',
      places: { atOnce: 16, maxWaiting: 1_000 },
      upstream: upstreamOf('embedding'),
      ...settings,
    });
  }

  async function failure(model: OpenAiEmbedding): Promise<string> {
    const error: unknown = await model.embed([SECRET, 'second']).then(
      () => 'an answer',
      (reason: unknown) => reason,
    );
    if (!(error instanceof ModelUnavailableError) || !(error.cause instanceof Error)) throw error;
    expect(`${error.message} ${error.cause.message} ${String(error.cause.cause)}`).not.toContain(SECRET);
    return error.cause.message;
  }

  it.each([
    ['number arrays', floats],
    [
      'base64',
      ({ input }, response) => {
        sendVectors(
          response,
          input.map((text) => base64Of(vectorOf(text))),
        );
      },
    ],
  ] satisfies [string, Answer][])(
    'reads %s, in the order of the texts, at unit length',
    async (_, answer) => {
      answers.push(answer);
      const vectors = await modelFor().embed(['a', 'four']);
      const expected = [
        [1, 1, 2],
        [4, 1, 2],
      ].map((v) => v.map((value) => value / Math.hypot(...v)));
      vectors.forEach((vector, i) => {
        expect(Array.from(vector)).toEqual(expected[i]?.map((value) => Math.fround(value)));
      });
      expect(vectors).toHaveLength(2);
    },
  );

  it('asks for 64 texts at a time and keeps their order', async () => {
    const texts = Array.from({ length: 130 }, (_, i) => 'x'.repeat(i + 1));
    const vectors = await modelFor().embed(texts);
    expect(asked.map(({ input }) => input.length)).toEqual([64, 64, 2]);
    const ratios = vectors.map((vector) => Math.round((vector[0] ?? 0) / (vector[1] ?? 1)));
    expect(ratios).toEqual(texts.map((text) => text.length));
  });

  it('asks for a length only of models that can choose it', async () => {
    await modelFor().embed(['a']);
    await modelFor({ model: 'text-embedding-3-small' }).embed(['a']);
    expect(asked.map(({ dimensions }) => dimensions)).toEqual([undefined, 3]);
    expect(modelFor({ model: 'text-embedding-3-small' }).modelId).toMatch(
      /^openai:text-embedding-3-small:3@[0-9a-f]{8}$/,
    );
  });

  it('cuts long texts to whole characters within maxTokens, and sends no empty text', async () => {
    const model = modelFor();
    await model.embed(['é'.repeat(5_000), '']);
    const [long = '', empty] = asked[0]?.input ?? [];
    expect(long).toBe('é'.repeat(768));
    expect(empty).toBe(' ');
    await expect(model.countTokens([long, '', 'four'])).resolves.toEqual([512, 0, 2]);
  });

  it.each([429, 500, 503])('tries again after a %d', async (status) => {
    answers.push((_, response) => response.writeHead(status).end('{}'));
    await expect(modelFor().embed(['a'])).resolves.toHaveLength(1);
    expect(asked).toHaveLength(2);
  });

  it('tries twice more after a connection that broke, then gives up', async () => {
    const cut: Answer = (_, response) => response.destroy();
    answers.push(cut, cut, cut);
    await expect(failure(modelFor())).resolves.toContain('APIConnectionError');
    expect(asked).toHaveLength(3);
  });

  it('does not repeat a refusal, nor the texts that the server quotes in it', async () => {
    answers.push(({ input }, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: `cannot embed ${input.join()}` } }));
    });
    await expect(failure(modelFor())).resolves.toBe('BadRequestError HTTP 400: cannot embed …');
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['says nothing', () => undefined],
    ['stalls in the middle', (_, response) => response.writeHead(200).write('{"data":[')],
  ] satisfies [string, Answer][])('gives up at the deadline when the server %s', async (_, answer) => {
    answers.push(answer);
    await expect(failure(modelFor({ timeoutMs: 100 }))).resolves.toBe('No answer within 100 ms.');
  });

  it('sends the server no more requests at once than it may, and refuses those that would wait behind too many', async () => {
    const held: (() => void)[] = [];
    const holding: Answer = (body, response, request) => {
      held.push(() => {
        floats(body, response, request);
      });
    };
    answers = [holding, holding];
    const model = modelFor({ places: { atOnce: 1, maxWaiting: 1 } });
    const first = model.embed(['a']);
    const second = model.embed(['b']);
    await expect(model.embed(['c'])).rejects.toThrow(ModelBusyError);
    await eventually('the first request arrives', () => held.length === 1);
    held[0]?.();
    await first;
    await eventually('the second request arrives', () => held.length === 2);
    held[1]?.();
    expect(await second).toHaveLength(1);
  });

  it('stops with the reason of the signal', async () => {
    const controller = new AbortController();
    answers.push(() => {
      controller.abort(new Error('left'));
    });
    await expect(modelFor().embed(['a'], controller.signal)).rejects.toThrow('left');
  });

  const sends =
    (embeddings: readonly unknown[]): Answer =>
    (_, response) => {
      sendVectors(response, embeddings);
    };

  it.each([
    [
      'a page',
      (_: Asked, response: ServerResponse) => {
        response.setHeader('content-type', 'text/html').end('<p>hi');
      },
      'other than a list',
    ],
    ['too few vectors', sends([[1, 2, 3]]), '1 embeddings for 2 texts'],
    [
      'another length',
      sends([
        [1, 2],
        [1, 2],
      ]),
      'have 2 numbers, not 3',
    ],
    [
      'nulls for NaN',
      sends([
        [1, null, 3],
        [1, 2, 3],
      ]),
      'other than a list',
    ],
    ['an infinite number', sends([base64Of([1, Infinity, 3]), [1, 2, 3]]), 'zero or not finite'],
    [
      'a zero vector',
      sends([
        [0, 0, 0],
        [1, 2, 3],
      ]),
      'zero or not finite',
    ],
  ] satisfies [string, Answer, string][])('refuses %s', async (_, answer, reason) => {
    answers.push(answer);
    await expect(failure(modelFor())).resolves.toContain(reason);
  });

  it('refuses vectors whose indexes do not match the texts', async () => {
    answers.push((_, response) => {
      const data = [0, 0].map((index) => ({ index, embedding: [1, 2, 3] }));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
    });
    await expect(failure(modelFor())).resolves.toContain('indexes');
  });
});
