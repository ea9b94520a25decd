import { randomUUID } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { cacheStats } from '../../src/admin/statistics/cache-stats';
import { BackgroundStores } from '../../src/core/cache/background-stores';
import { Erasure } from '../../src/core/cache/erasure/erasure';
import { OnceASecond } from '../../src/core/fleet/once-a-second';
import { Clock } from '../../src/core/ports/clock';
import { Refresher } from '../../src/core/refresh/refresher';
import { createServer } from '../../src/process/server';
import { untilRedisAnswers } from './redis-answers';
import { freshDatabase, type FreshDatabase } from './engine';
import { StreamReader } from './stream-reader';

/** A whole application on a database of its own, asked over HTTP. */
export interface TestApp {
  readonly nest: NestFastifyApplication;
  readonly url: string;
  readonly database: FreshDatabase;
  /** The clock that TTLs and ages are measured by. */
  readonly clock: TestClock;
  /** Resolves when everything given to the caches before is stored. */
  stored(): Promise<void>;
  /**
   * Does now what an instance does every few seconds: looks for erasures that were committed, by whomever. Resolves when everything
   * that was due is erased from the caches.
   */
  pollErasures(): Promise<void>;
  /** Resolves when nothing is left to refresh after an edit. */
  refreshed(): Promise<void>;
  /** Speaks as one person, or as a program whose headers name one. Without claims it is the local one. */
  as(claims?: Claims, headers?: Readonly<Record<string, string>>): Person;
  /** A person in a tenant of their own, with no notes yet. Tests share an application and nothing else. Needs `JWT`. */
  newcomer(): Person;
  /** Ends the application and keeps its data, to be started again. */
  stop(): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

export interface TestClock {
  /** Stands still from now on, until it is moved. */
  stop(): void;
  advance(ms: number): void;
}

export interface Claims {
  readonly sub: string;
  readonly tenant?: string;
  readonly workspaces?: readonly string[];
  readonly roles?: readonly string[];
}

export interface Answer<Body = AnswerBody> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Source {
  readonly chunk_id: string;
  readonly note_id: string;
  readonly title: string;
  readonly content: string;
  readonly similarity: number;
}

export interface AnswerBody {
  readonly answer: string;
  readonly sources: readonly Source[];
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly match: string | null;
    readonly reason: string | null;
  };
}

export interface NoteBody {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly version: number;
  readonly visibility: string;
  readonly workspace: string | null;
  readonly owner: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface NoteDraft {
  readonly title: string;
  readonly body: string;
  readonly visibility?: string;
  readonly workspace?: string;
}

export interface Person {
  call<Body>(method: string, path: string, options?: CallOptions): Promise<Answer<Body>>;
  ask(query: string, more?: object, headers?: Record<string, string>): Promise<Answer>;
  /** Asks for server-sent events. */
  open(query: string, more?: object, headers?: Record<string, string>): StreamReader;
  write(draft: NoteDraft): Promise<NoteBody>;
  edit(note: { id: string }, patch: Partial<NoteDraft>): Promise<NoteBody>;
  remove(note: { id: string }): Promise<void>;
  stats(): Promise<Stats>;
}

export interface CallOptions {
  readonly json?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

export type Stats = ReturnType<typeof cacheStats>;

export const JWT_SECRET = 'a secret for tests that is long enough';
export const JWT = { AUTH_MODE: 'jwt', JWT_SECRET } as const;

/** The default application has no sample notes, logs nothing and uses the real embedding model. */
export async function startApp(env: Record<string, string> = {}, on?: FreshDatabase): Promise<TestApp> {
  const database = on ?? (await freshDatabase());
  const { app } = await createServer(environmentOf(database, env));
  await app.listen({ port: 0, host: '127.0.0.1' });
  // The service starts without Redis. A run of the suite over Redis does not test that.
  if (isRunOnRedis && !Object.keys(env).some((name) => name.startsWith('REDIS_') || name === 'CACHE_TYPE'))
    await untilRedisAnswers(app);
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const stop = (): Promise<void> => app.close();
  const close = async (): Promise<void> => {
    await stop();
    await database.drop();
  };
  const as: TestApp['as'] = (claims, headers) => personAt(url, claims, headers);
  const newcomer = (): Person => as({ sub: 'ann', tenant: randomUUID() });
  const clock = controlled(app.get(Clock));
  // Tests ask how things are now, and not how they were less than a second ago.
  app.get(OnceASecond).check = (_, work) => work();
  const pollErasures = (): Promise<void> => app.get(Erasure).now();
  const refreshed = (): Promise<void> => app.get(Refresher).settled();
  const stored = (): Promise<void> => app.get(BackgroundStores).idle();
  return {
    nest: app,
    url,
    database,
    clock,
    stored,
    pollErasures,
    refreshed,
    as,
    newcomer,
    stop,
    close,
  };
}

/** The settings of an application on this database, unless a test says otherwise. */
export function environmentOf(database: FreshDatabase, env: Record<string, string>): Record<string, string> {
  return { ...QUIET, ...database.env, ...cacheOfRun(database), ...env };
}

/** Speaks as one person to the application that serves there. Without claims it is the local person. */
export function personAt(url: string, claims?: Claims, headers?: Readonly<Record<string, string>>): Person {
  return new HttpPerson(url, claims, headers);
}

/** The application has one clock, so that its time can be moved where it is read. */
function controlled(clock: Clock): TestClock {
  let stoppedAt: number | null = null;
  let ahead = 0;
  clock.now = () => (stoppedAt ?? Date.now()) + ahead;
  return {
    stop: () => {
      stoppedAt ??= Date.now();
    },
    advance: (ms) => {
      ahead += ms;
    },
  };
}

/** The caches of this run of the suite: memory, or those of TRIVET_TEST_CACHE_TYPE and its Redis. */
function cacheOfRun({ dataDir }: FreshDatabase): Record<string, string> {
  const { TRIVET_TEST_CACHE_TYPE, TRIVET_TEST_REDIS_URL, TRIVET_TEST_REDIS_CLUSTER_NODES } = process.env;
  return {
    CACHE_TYPE: TRIVET_TEST_CACHE_TYPE ?? 'memory',
    REDIS_URL: TRIVET_TEST_REDIS_URL ?? '',
    REDIS_CLUSTER_NODES: TRIVET_TEST_REDIS_CLUSTER_NODES ?? '',
    // A test with a database of its own has entries of its own.
    REDIS_PREFIX: `${dataDir}:`,
  };
}

const isRunOnRedis = ['hybrid', 'redis'].includes(process.env['TRIVET_TEST_CACHE_TYPE'] ?? '');

const QUIET = { PORT: '0', LOG_LEVEL: 'silent', DEMO_NOTES: 'false' };

const sign = createSigner({ key: JWT_SECRET, expiresIn: '1h' });

export function tokenOf({ sub, tenant = 'acme', workspaces = ['eng'], roles = [] }: Claims): string {
  return sign({ sub, tenant, workspaces, roles });
}

class HttpPerson implements Person {
  private readonly auth: Record<string, string>;

  constructor(
    private readonly url: string,
    claims: Claims | undefined,
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.auth = { ...headers, ...(claims ? { Authorization: `Bearer ${tokenOf(claims)}` } : {}) };
  }

  async call<Body>(
    method: string,
    path: string,
    { json, raw, headers = {} }: CallOptions = {},
  ): Promise<Answer<Body>> {
    const body = json === undefined ? raw : JSON.stringify(json);
    const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const response = await fetch(this.url + path, {
      method,
      body,
      headers: { ...type, ...this.auth, ...headers },
    });
    const text = await response.text();
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as Body,
    };
  }

  ask(query: string, more: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('POST', '/assistant/query', { json: { query, ...more }, headers });
  }

  open(query: string, more: object = { stream: true }, headers: Record<string, string> = {}): StreamReader {
    return new StreamReader(`${this.url}/assistant/query`, {
      headers: { 'Content-Type': 'application/json', ...this.auth, ...headers },
      body: { query, ...more },
    });
  }

  async write(draft: NoteDraft): Promise<NoteBody> {
    return expectStatus(201, await this.call<NoteBody>('POST', '/notes', { json: draft }));
  }

  async edit({ id }: { id: string }, patch: Partial<NoteDraft>): Promise<NoteBody> {
    const headers = { 'If-Match': '*' };
    return expectStatus(200, await this.call<NoteBody>('PATCH', `/notes/${id}`, { json: patch, headers }));
  }

  async remove({ id }: { id: string }): Promise<void> {
    expectStatus(204, await this.call('DELETE', `/notes/${id}`));
  }

  async stats(): Promise<Stats> {
    return expectStatus(200, await this.call<Stats>('GET', '/assistant/cache-stats'));
  }
}

function expectStatus<Body>(status: number, answer: Answer<Body>): Body {
  if (answer.status !== status)
    throw new Error(`${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
