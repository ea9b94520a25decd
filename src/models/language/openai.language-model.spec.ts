import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { upstreamOf } from '../../../test/support/core-fakes';
import { type ModelEvent, ModelUnavailableError } from '../../core';
import { OpenAiLanguageModel, type OpenAiLanguageOptions } from './openai.language-model';
import { TEMPLATE_HASH } from './template';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const SECRET = 'the tenant plans to sell';
const PROMPT = { question: SECRET, evidence: [{ title: 'T', section: ['S'], content: 'C' }] };

const sse = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
const delta = (part: object, reason: string | null = null): string =>
  sse({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: part, finish_reason: reason }] });
const said = (text: string): string => delta({ content: text });
const stopped = (reason: string): string => delta({}, reason);
const USAGE = sse({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } });
const DONE = 'data: [DONE]\n\n';

const sends =
  (...parts: string[]): Answer =>
  (response) => {
    response.setHeader('content-type', 'text/event-stream').end(parts.join(''));
  };

/** Sends `parts` and then nothing more, with the connection open. */
const stalls =
  (...parts: string[]): Answer =>
  (response) => {
    response.setHeader('content-type', 'text/event-stream').write(parts.join(''));
  };

describe('OpenAiLanguageModel', () => {
  let server: Server;
  let bodies: Record<string, unknown>[];
  let answer: Answer;

  beforeEach(async () => {
    bodies = [];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
        answer(response, request);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function modelFor(options: Partial<OpenAiLanguageOptions> = {}): OpenAiLanguageModel {
    const { port } = server.address() as AddressInfo;
    const limits = { firstTokenMs: 5_000, idleMs: 5_000, totalMs: 10_000 };
    const settings = {
      baseUrl: `http://127.0.0.1:${port}/v1`,
      apiKey: 'k',
      model: 'llama3:8b',
      maxTokens: 800,
      connectTimeoutMs: 5_000,
      places: { atOnce: 32, maxWaiting: 256 },
      upstream: upstreamOf('language'),
    };
    return new OpenAiLanguageModel({ ...limits, ...settings, ...options });
  }

  async function listen(model = modelFor(), signal?: AbortSignal): Promise<ModelEvent[]> {
    const events: ModelEvent[] = [];
    for await (const event of model.stream(PROMPT, signal)) events.push(event);
    return events;
  }

  async function failure(model = modelFor()): Promise<ModelUnavailableError> {
    const error: unknown = await listen(model).catch((caught: unknown) => caught);
    if (!(error instanceof ModelUnavailableError))
      throw new Error('It did not fail as it should.', { cause: error });
    return error;
  }

  it('yields the tokens as they come, and the end with usage', async () => {
    answer = sends(
      delta({ role: 'assistant', content: '' }),
      said('Six '),
      said('weeks.'),
      stopped('stop'),
      USAGE,
      DONE,
    );
    expect(await listen()).toEqual([
      { type: 'token', text: 'Six ' },
      { type: 'token', text: 'weeks.' },
      {
        type: 'end',
        finish: 'stop',
        usage: { promptTokens: 12, completionTokens: 3, estimated: false },
        answerable: true,
      },
    ]);
  });

  it('asks for a stream with usage, and sends parameters only as they were set', async () => {
    answer = sends(said('x'), stopped('stop'), DONE);
    await listen(modelFor({ temperature: 0 }));
    await listen(modelFor({ model: 'gpt-5-mini' }));
    expect(bodies[0]).toMatchObject({
      ...{
        model: 'llama3:8b',
        stream: true,
        stream_options: { include_usage: true },
        temperature: 0,
        max_tokens: 800,
      },
      messages: [{ role: 'system' }, { role: 'user', content: expect.stringContaining(SECRET) as string }],
    });
    expect(bodies[1]).toMatchObject({ max_completion_tokens: 800 });
    expect(bodies[1]).not.toHaveProperty('temperature');
    expect(bodies[1]).not.toHaveProperty('max_tokens');
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'refused'],
    ['tool_calls', 'other'],
  ])('ends with what the model said of its end: %s is %s', async (reason, finish) => {
    answer = sends(said('x'), stopped(reason), DONE);
    expect((await listen()).at(-1)).toMatchObject({ type: 'end', finish });
  });

  it('estimates the usage where the server counts nothing, and says so', async () => {
    answer = sends(said('Six weeks.'), stopped('stop'), DONE);
    const end = (await listen()).at(-1);
    expect(end).toMatchObject({ usage: { completionTokens: 3, estimated: true } });
    const { usage } = end?.type === 'end' ? end : { usage: null };
    expect(usage?.promptTokens).toBeGreaterThan(100);
  });

  it('fails when the stream ends without saying that it was complete', async () => {
    answer = sends(said('Half of'));
    expect((await failure()).cause).toMatchObject({ kind: 'rubbish' });
  });

  it('ends with `refused` after a refusal, and gives its words', async () => {
    answer = sends(delta({ refusal: 'I will not.' }), stopped('stop'), DONE);
    expect(await listen()).toEqual([
      { type: 'token', text: 'I will not.' },
      expect.objectContaining({ type: 'end', finish: 'refused' }),
    ]);
  });

  it.each([
    ['gives its finish reason alone', {}, [said('Six.'), stopped('stop')]],
    ['gives it with the last words', {}, [said('Six'), delta({ content: '.' }, 'stop')]],
    ['gives it with all words', { idleMs: 50 }, [delta({ content: 'Six.' }, 'stop')]],
  ])('keeps a complete answer whose usage never comes when the server %s', async (_, limits, parts) => {
    answer = stalls(...parts);
    const events = await listen(modelFor({ idleMs: 60_000, totalMs: 60_000, ...limits }));
    expect(events.at(-1)).toMatchObject({ type: 'end', finish: 'stop', usage: { estimated: true } });
  });

  it.each([
    [
      'gives each piece a finish reason',
      delta({ content: 'Six ' }, 'stop'),
      delta({ content: 'weeks.' }, 'stop'),
    ],
    [
      'gives its thoughts a finish reason',
      delta({ reasoning_content: 'Hm' }) + stopped('stop'),
      said('Six weeks.'),
    ],
  ])('waits for the rest of an answer when the server %s', async (_, first, rest) => {
    answer = (response) => {
      stalls(first)(response, response.req);
      setTimeout(() => response.end(rest + stopped('stop') + DONE), 700);
    };
    const events = await listen();
    expect(events.map((event) => (event.type === 'token' ? event.text : '')).join('')).toBe('Six weeks.');
  });

  it.each<{ when: string; behaviour: Answer; limits: Partial<OpenAiLanguageOptions>; message: string }>([
    {
      when: 'nothing comes',
      behaviour: () => undefined,
      limits: { firstTokenMs: 50 },
      message: 'did not begin',
    },
    {
      when: 'only a role comes',
      behaviour: stalls(delta({ role: 'assistant' })),
      limits: { firstTokenMs: 50 },
      message: 'did not begin',
    },
    {
      when: 'it stalls',
      behaviour: stalls(said('Half')),
      limits: { idleMs: 50 },
      message: 'stopped in the middle',
    },
    {
      when: 'it takes too long in all',
      behaviour: stalls(said('Half')),
      limits: { totalMs: 80 },
      message: 'did not finish',
    },
  ])('gives up when $when', async ({ behaviour, limits, message }) => {
    let closed: Promise<unknown> = Promise.resolve();
    answer = (response, request) => {
      closed = once(response, 'close');
      behaviour(response, request);
    };
    const error = await failure(modelFor(limits));
    expect(error.cause).toEqual(
      expect.objectContaining({ message: expect.stringContaining(message) as string }),
    );
    await closed;
  });

  it('waits on while the model thinks, and does not count its reader’s time', async () => {
    answer = (response) => {
      response.setHeader('content-type', 'text/event-stream').write(delta({ reasoning_content: 'Hm' }));
      setTimeout(() => response.end(said('Six.') + said(' Weeks.') + stopped('stop')), 300);
    };
    const events: ModelEvent[] = [];
    for await (const event of modelFor({ firstTokenMs: 250, idleMs: 800 }).stream(PROMPT)) {
      events.push(event);
      // eslint-disable-next-line no-restricted-syntax -- a reader that takes its time is what is tested
      if (events.length === 1) await new Promise((resolve) => setTimeout(resolve, 900));
    }
    expect(events.at(-1)).toMatchObject({ finish: 'stop' });
  });

  it.each<[string, Answer]>([
    [
      'a page of HTML',
      (response) => response.setHeader('content-type', 'text/html').end(`<html>${SECRET}</html>`),
    ],
    ['no stream', (response) => response.setHeader('content-type', 'application/json').end('{"choices":[]}')],
    ['chunks of another shape', sends(sse({ completion: SECRET }))],
    ['broken JSON', sends(`data: {"${SECRET}\n\n`)],
    ['an error in the stream', sends(said('Half'), sse({ error: { message: SECRET } }))],
    ['HTTP 400', (response) => response.writeHead(400).end(JSON.stringify({ error: { message: SECRET } }))],
    ['HTTP 401', (response) => response.writeHead(401).end(SECRET)],
  ])('fails once and quotes nothing when the server sends %s', async (_, behaviour) => {
    answer = behaviour;
    const error = await failure();
    expect(error.model).toBe('language');
    expect(`${error.message} ${String(error.cause)}`).not.toContain(SECRET);
    expect(error.cause).not.toHaveProperty('cause');
    expect(bodies).toHaveLength(1);
  });

  it.each([
    ['each piece', delta({ content: 'Six ' }, 'stop') + delta({ content: 'weeks, and' }, 'stop')],
    ['its thoughts', delta({ reasoning_content: 'Hm' }) + stopped('stop') + said('Six weeks, and')],
  ])(
    'takes no answer that was cut off for a whole one when the server gives %s a finish reason',
    async (_, parts) => {
      answer = (response) => {
        stalls(parts)(response, response.req);
        setImmediate(() => response.destroy());
      };
      expect((await failure()).cause).toBeInstanceOf(Error);
    },
  );

  it('fails when the connection is cut in mid-answer, after the tokens that came', async () => {
    answer = (response) => {
      stalls(said('Half'))(response, response.req);
      setImmediate(() => response.destroy());
    };
    const stream = modelFor().stream(PROMPT);
    expect(await stream.next()).toMatchObject({ value: { text: 'Half' } });
    await expect(stream.next()).rejects.toThrow(ModelUnavailableError);
  });

  it('names the socket error when nobody listens', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    const { cause } = await failure(modelFor({ baseUrl: `http://127.0.0.1:${port}/v1` }));
    expect(cause).toEqual(expect.objectContaining({ message: 'APIConnectionError ECONNREFUSED' }));
  });

  it('throws the reason of the caller’s signal, before and during the stream', async () => {
    const reason = new Error('gone');
    answer = stalls(said('Half'));
    await expect(listen(modelFor(), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(bodies).toHaveLength(0);
    const caller = new AbortController();
    const stream = modelFor().stream(PROMPT, caller.signal);
    await stream.next();
    const next = stream.next();
    caller.abort(reason);
    await expect(next).rejects.toBe(reason);
  });

  it('ends the request at once when the caller’s signal fires, also before the first token', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const caller = new AbortController();
    answer = (response) => {
      closed = once(response, 'close');
      caller.abort(new Error('gone'));
    };
    const startedAt = performance.now();
    await expect(listen(modelFor(), caller.signal)).rejects.toThrow('gone');
    await closed;
    // Far below the limits of 5 s. On an idle machine it takes some ms.
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('gives up a server that takes the connection and never greets', async () => {
    const silent = createTcpServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const options = {
      baseUrl: `https://127.0.0.1:${port}/v1`,
      connectTimeoutMs: 100,
      firstTokenMs: 20_000,
      totalMs: 20_000,
    };
    const { cause } = await failure(modelFor(options));
    expect(String(cause)).toBe('UpstreamFault: APIConnectionTimeoutError');
    silent.close();
  });

  it('ends the request when its reader leaves', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    answer = (response, request) => {
      closed = once(response, 'close');
      stalls(said('Half'))(response, request);
    };
    for await (const event of modelFor().stream(PROMPT)) if (event.type === 'token') break;
    expect(await closed).toEqual([]);
  });

  it('has an id that names model, parameters, template and server', () => {
    const settings = `openai:llama3:8b:temperature=default:max=800:prompt=${TEMPLATE_HASH}@`;
    expect(modelFor().modelId.slice(0, -8)).toBe(settings);
    const others = [
      {},
      { temperature: 0 },
      { maxTokens: 9 },
      { model: 'm' },
      { baseUrl: 'http://other.example/v1' },
    ];
    expect(new Set(others.map((options) => modelFor(options).modelId)).size).toBe(5);
  });
});
