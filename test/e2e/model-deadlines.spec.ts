import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { JWT, startApp } from '../support/app';
import {
  drips,
  role,
  said,
  stalls,
  startFaultServer,
  type FaultServer,
  type Play,
} from '../support/fault-server';

const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
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

const onlyOne = (deadline: Deadline): Record<string, string> =>
  Object.fromEntries(DEADLINES.map((each) => [each, String(each === deadline ? DEADLINE_MS : FAR_MS)]));

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
    const app = await startApp({
      ...JWT,
      ...onlyOne(deadline),
      EMBEDDING_PROVIDER: 'lexical',
      ...server.languageEnv,
      ...(play ? {} : { LLM_BASE_URL: silentUrl() }),
    });
    const me = app.newcomer();
    await me.write(NOTE);
    const startedAt = performance.now();
    const { body } = await me.ask('When does the bakery open on Sundays?');
    const ms = performance.now() - startedAt;
    expect(body).toMatchObject({ answer: QUOTED, metadata: { degraded: true } });
    expect([ms >= DEADLINE_MS, ms < SOON_MS]).toEqual([true, true]);
    await app.close();
  });
});
