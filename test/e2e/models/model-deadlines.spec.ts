import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { JWT, startApp, type TestApp } from '../../support/app';
import {
  drips,
  ended,
  keepsAlive,
  RIGHT_ANSWER,
  role,
  said,
  stalls,
  startFaultServer,
  type FaultServer,
  type Play,
  USAGE,
} from '../../support/fault-server';

const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const QUESTION = 'When does the bakery open on Sundays?';
const QUOTED = 'The bakery opens at nine on Sundays. [1]';

const DEADLINE_MS = 700;
/** Far above it on any machine, and far below all other deadlines. */
const SOON_MS = 15_000;
const FAR_MS = 60_000;

const DEADLINES = [
  'LLM_CONNECT_TIMEOUT_MS',
  'LLM_FIRST_TOKEN_TIMEOUT_MS',
  'LLM_IDLE_TIMEOUT_MS',
  'LLM_TIMEOUT_MS',
] as const;
type Deadline = (typeof DEADLINES)[number];

let server: FaultServer;
let silent: Server;

beforeAll(async () => {
  server = await startFaultServer();
  silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterAll(async () => {
  silent.close();
  await server.close();
});

/** Takes connections and never greets: TLS is a part of connecting. */
const silentUrl = (): string => `https://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`;

const onlyOne = (deadline: Deadline | 'none'): Record<string, string> =>
  Object.fromEntries(DEADLINES.map((each) => [each, String(each === deadline ? DEADLINE_MS : FAR_MS)]));

const startAppOf = (deadline: Deadline | 'none', env: Record<string, string> = {}): Promise<TestApp> =>
  startApp({ ...JWT, ...onlyOne(deadline), EMBEDDING_PROVIDER: 'lexical', ...server.languageEnv, ...env });

interface Slowness {
  readonly deadline: Deadline;
  readonly play?: Play;
}

describe('a language model that', () => {
  it.each<[string, Slowness]>([
    ['is never connected to', { deadline: 'LLM_CONNECT_TIMEOUT_MS' }],
    ['says nothing but its role', { deadline: 'LLM_FIRST_TOKEN_TIMEOUT_MS', play: stalls(role) }],
    ['stops in mid-sentence', { deadline: 'LLM_IDLE_TIMEOUT_MS', play: stalls(said('It opens ')) }],
    ['never comes to an end', { deadline: 'LLM_TIMEOUT_MS', play: drips }],
  ])('%s is given up by the deadline for that alone', async (_, { deadline, play }) => {
    if (play) server.play(play);
    const app = await startAppOf(deadline, play ? {} : { LLM_BASE_URL: silentUrl() });
    const me = app.newcomer();
    await me.write(NOTE);
    const startedAt = performance.now();
    const { body } = await me.ask(QUESTION);
    const ms = performance.now() - startedAt;
    expect(body).toMatchObject({ answer: QUOTED, metadata: { degraded: true } });
    expect([ms >= DEADLINE_MS, ms < SOON_MS]).toEqual([true, true]);
    await app.close();
  });
});

describe('a whole answer of a language model that keeps the connection open behind it', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startAppOf('none');
  });
  afterAll(() => app.close());

  const whole = [said('It opens '), said('at nine. [1]'), ended('stop')];
  const counted = { prompt_tokens: 1_000, completion_tokens: 200, estimated: false };
  const estimated = { prompt_tokens: expect.any(Number) as number, completion_tokens: 6, estimated: true };

  it.each<[string, Play, object]>([
    ['and says nothing more', stalls(...whole), estimated],
    ['and sends chunks without anything in them', keepsAlive(...whole), estimated],
    ['and has counted its tokens', keepsAlive(...whole, USAGE), counted],
  ])('%s is told soon, remembered, and ends the call', async (_, play, usage) => {
    server.play(play);
    const me = app.newcomer();
    await me.write(NOTE);
    const startedAt = performance.now();
    const { body } = await me.ask(QUESTION);
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
    expect(body).toMatchObject({
      answer: RIGHT_ANSWER,
      metadata: { degraded: false, finish_reason: 'stop', usage },
    });
    await server.idle();
    expect((await me.ask(QUESTION)).body).toMatchObject({
      answer: RIGHT_ANSWER,
      metadata: { match: 'exact' },
    });
    expect(server.calls).toBe(1);
  });
});
