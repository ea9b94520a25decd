import { DEFAULT_SETTINGS, type TrivetOptions } from '../core';
import { catalogue } from './catalogue';
import { environment, type Environment } from './environment';
import { EnvironmentError } from './environment.error';
import { PERSON_ID_HEADER, PERSON_TOKEN_HEADER, PERSON_TOKEN_ISSUER } from './person-headers';
import { readSecretFiles } from './secret-files';
import { redisNodeUrls } from './variables';

/** Where vectors come from. */
export type EmbeddingSettings =
  | { readonly provider: 'minilm' | 'lexical'; readonly timeoutMs: number }
  | {
      readonly provider: 'openai';
      readonly baseUrl: string;
      readonly apiKey?: string;
      readonly model: string;
      readonly dimensions: number;
      readonly timeoutMs: number;
      /** Requests that the server is sent at once, and those that may wait for a place. */
      readonly places: { readonly atOnce: number; readonly maxWaiting: number };
      /** After this a server that is down is tried again. */
      readonly probeAfterMs: number;
    };

/** What puts passages in order. */
export interface RerankSettings {
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly model: string;
  /** How many passages are retrieved for it to choose from. */
  readonly candidates: number;
  readonly timeoutMs: number;
  /** Requests that the server is sent at once, and those that may wait for a place. */
  readonly places: { readonly atOnce: number; readonly maxWaiting: number };
  /** After this a server that is down is tried again. */
  readonly probeAfterMs: number;
}

/** Where answers come from. */
export type LanguageSettings =
  | { readonly provider: 'extractive' }
  | {
      readonly provider: 'openai';
      readonly baseUrl: string;
      readonly apiKey?: string;
      readonly model: string;
      readonly temperature: number;
      readonly maxTokens: number;
      readonly limits: LanguageLimits;
      /** Calls that the server is sent at once, and those that may wait for a place. */
      readonly places: { readonly atOnce: number; readonly maxWaiting: number };
      /** After this a server that is down is tried again. */
      readonly probeAfterMs: number;
    };

/** How long a language model may keep an asker waiting, in ms. */
export interface LanguageLimits {
  readonly connectMs: number;
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
}

/** Where Redis is. */
export type RedisSettings = SingleRedis | ClusterRedis;

export interface SingleRedis extends AnyRedis {
  readonly kind: 'single';
  readonly url: string;
}

export interface ClusterRedis extends AnyRedis {
  readonly kind: 'cluster';
  readonly urls: readonly string[];
}

interface AnyRedis {
  readonly prefix: string;
  /** Whose certificates are believed, PEM; by default those that Node knows. */
  readonly authority: string | undefined;
}

/** How people are known. */
export type AuthSettings = { readonly persons: PersonSettings } & (
  { readonly mode: 'none' } | { readonly mode: 'jwt'; readonly secret: string }
);

/** How a program may say for whom it asks. Names of headers are in lower case. */
export interface PersonSettings {
  readonly tokenHeader: string;
  /** Null where such tokens are refused. */
  readonly tokens: PersonTokenSettings | null;
  readonly idHeader: string;
  /** Whether that header is believed although nobody signed it. */
  readonly isIdBelieved: boolean;
  /** Null where a person has all workspaces of the program. */
  readonly groupsHeader: string | null;
}

export interface PersonTokenSettings {
  readonly secret: string;
  readonly issuer: string;
}

/** What a start can be told, as the parts of Trivet need it. Times in milliseconds, sizes in bytes. */
export class Settings {
  readonly server;
  readonly streams;
  readonly database;
  /** What the core is told; all else of it is its own default. */
  readonly core;
  /** Null where no Redis is configured, or memory alone is to be used. */
  readonly redis: RedisSettings | null;
  readonly notes;
  readonly embedding: EmbeddingSettings;
  /** Null where retrieval's own order stands. */
  readonly rerank: RerankSettings | null;
  readonly language: LanguageSettings;
  /** What says whether two answers say the same. */
  readonly judge: 'overlap' | 'model';
  readonly auth: AuthSettings;

  constructor(env: Environment) {
    this.server = serverOf(env);
    this.streams = { heartbeatMs: env.STREAM_HEARTBEAT_MS, stallMs: env.STREAM_STALL_MS } as const;
    this.database = {
      url: env.DATABASE_URL,
      poolSize: env.DATABASE_POOL_SIZE,
      prepare: env.DATABASE_PREPARE,
    } as const;
    this.redis = redisOf(env);
    this.core = coreOf(env, this.redis);
    this.notes = { maxChars: env.NOTE_MAX_CHARS, retrieval: env.RETRIEVAL } as const;
    this.embedding = embeddingOf(env);
    this.rerank = rerankOf(env);
    this.language = languageOf(env);
    this.judge = env.CACHE_SEMANTIC_JUDGE;
    this.auth = authOf(env);
  }
}

function serverOf(env: Environment) {
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: env.DATA_DIR,
    demoNotes: env.DEMO_NOTES,
    logLevel: env.LOG_LEVEL,
    shutdownGraceMs: env.SHUTDOWN_GRACE_MS,
    allowedHosts: env.ALLOWED_HOSTS,
    publicUrl: env.PUBLIC_URL,
    corsOrigins: env.CORS_ORIGINS,
  } as const;
}

function coreOf(env: Environment, redis: RedisSettings | null) {
  return {
    cache: {
      enabled: env.CACHE_ENABLED,
      type: env.CACHE_TYPE ?? (redis ? 'hybrid' : DEFAULT_SETTINGS.cache.type),
      maxBytes: env.CACHE_MAX_SIZE,
      questionTtlMs: env.CACHE_QUERY_TTL * 1_000,
      popularTtlMs: env.CACHE_POPULAR_TTL_MAX * 1_000,
      embeddingTtlMs: env.CACHE_EMBEDDING_TTL * 1_000,
      contextTtlMs: env.CACHE_CONTEXT_TTL * 1_000,
      sharing: env.CACHE_SHARING,
    },
    freshness: { maxAgeMs: env.FRESHNESS_MAX_AGE_MS, staleIfErrorMs: env.STALE_IF_ERROR_S * 1_000 },
    refresh: { top: env.CACHE_REFRESH_TOP, perMinute: env.CACHE_REFRESH_PER_MINUTE },
    semantic: {
      mode: env.CACHE_SEMANTIC_MODE,
      threshold: env.CACHE_SIMILARITY_THRESHOLD,
      maxWrong: env.CACHE_SEMANTIC_MAX_WRONG,
      auditShare: env.CACHE_SEMANTIC_AUDIT_SHARE,
    },
    // A call waits for its place no longer than for its first token (call-places.ts), and then has its own time.
    flights: { longestMs: env.LLM_FIRST_TOKEN_TIMEOUT_MS + env.LLM_TIMEOUT_MS },
    conversations: env.CONVERSATIONS,
    condenseMs: env.LLM_STANDALONE_TIMEOUT_MS,
    topK: env.RETRIEVAL_TOP_K,
    questionMaxChars: env.QUERY_MAX_CHARS,
    price: priceOf(env),
  } as const satisfies TrivetOptions;
}

/** A rule of the schema sees to it that both are set or neither is. */
function priceOf({ PRICE_PER_MTOK_IN: perMtokIn, PRICE_PER_MTOK_OUT: perMtokOut }: Environment) {
  return perMtokIn === undefined || perMtokOut === undefined
    ? DEFAULT_SETTINGS.price
    : { perMtokIn, perMtokOut };
}

function redisOf({
  CACHE_TYPE,
  REDIS_URL,
  REDIS_CLUSTER_NODES,
  REDIS_PREFIX: prefix,
  REDIS_CA: authority,
}: Environment): RedisSettings | null {
  if (CACHE_TYPE === 'memory') return null;
  if (REDIS_URL !== undefined) return { kind: 'single', url: REDIS_URL, prefix, authority };
  if (REDIS_CLUSTER_NODES === undefined) return null;
  return { kind: 'cluster', urls: redisNodeUrls(REDIS_CLUSTER_NODES), prefix, authority };
}

function embeddingOf(env: Environment): EmbeddingSettings {
  const { EMBEDDING_PROVIDER: provider, EMBEDDING_TIMEOUT_MS: timeoutMs } = env;
  if (provider !== 'openai') return { provider, timeoutMs };
  return {
    provider,
    baseUrl: given(env, 'EMBEDDING_BASE_URL'),
    apiKey: env.EMBEDDING_API_KEY,
    model: given(env, 'EMBEDDING_MODEL'),
    dimensions: given(env, 'EMBEDDING_DIMENSIONS'),
    timeoutMs,
    places: { atOnce: env.EMBEDDING_MAX_CONCURRENT, maxWaiting: env.EMBEDDING_MAX_WAITING },
    probeAfterMs: env.MODEL_PROBE_AFTER_MS,
  };
}

function rerankOf(env: Environment): RerankSettings | null {
  if (env.RERANK_BASE_URL === undefined) return null;
  return {
    baseUrl: env.RERANK_BASE_URL,
    apiKey: env.RERANK_API_KEY,
    model: given(env, 'RERANK_MODEL'),
    candidates: env.RERANK_CANDIDATES,
    timeoutMs: env.RERANK_TIMEOUT_MS,
    places: { atOnce: env.RERANK_MAX_CONCURRENT, maxWaiting: env.RERANK_MAX_WAITING },
    probeAfterMs: env.MODEL_PROBE_AFTER_MS,
  };
}

function languageOf(env: Environment): LanguageSettings {
  const { LLM_PROVIDER: provider } = env;
  if (provider !== 'openai') return { provider };
  return {
    provider,
    baseUrl: given(env, 'LLM_BASE_URL'),
    apiKey: env.LLM_API_KEY,
    model: given(env, 'LLM_MODEL'),
    temperature: env.LLM_TEMPERATURE,
    maxTokens: env.LLM_MAX_TOKENS,
    limits: {
      connectMs: env.LLM_CONNECT_TIMEOUT_MS,
      firstTokenMs: env.LLM_FIRST_TOKEN_TIMEOUT_MS,
      idleMs: env.LLM_IDLE_TIMEOUT_MS,
      totalMs: env.LLM_TIMEOUT_MS,
    },
    places: { atOnce: env.LLM_MAX_CONCURRENT, maxWaiting: env.LLM_MAX_WAITING },
    probeAfterMs: env.MODEL_PROBE_AFTER_MS,
  };
}

function authOf(env: Environment): AuthSettings {
  const persons = personsOf(env);
  if (env.AUTH_MODE === 'none') return { mode: 'none', persons };
  return { mode: 'jwt', secret: given(env, 'JWT_SECRET'), persons };
}

function personsOf(env: Environment): PersonSettings {
  const { JWT_PERSON_SECRET: secret, JWT_PERSON_ISSUER: issuer = PERSON_TOKEN_ISSUER } = env;
  return {
    tokenHeader: env.JWT_PERSON_HEADER ?? PERSON_TOKEN_HEADER,
    tokens: secret === undefined ? null : { secret, issuer },
    idHeader: env.PERSON_HEADER ?? PERSON_ID_HEADER,
    isIdBelieved: env.PERSON_HEADER !== undefined,
    groupsHeader: env.PERSON_GROUPS_HEADER ?? null,
  };
}

type Ruled =
  | 'EMBEDDING_BASE_URL'
  | 'EMBEDDING_MODEL'
  | 'EMBEDDING_DIMENSIONS'
  | 'RERANK_MODEL'
  | 'LLM_BASE_URL'
  | 'LLM_MODEL'
  | 'JWT_SECRET';

/** The rules of the schema guarantee the value; the types cannot say so. */
function given<Name extends Ruled>(env: Environment, name: Name): NonNullable<Environment[Name]> {
  const value = env[name];
  if (value === undefined) throw new TypeError(`${name} passed the schema without a value.`);
  return value;
}

const secrets = catalogue.filter(({ secret }) => secret).map(({ name }) => name);

/**
 * Reads the settings from `env`; an empty value counts as unset.
 * @throws {EnvironmentError} naming everything that is wrong
 */
export function loadSettings(env: NodeJS.ProcessEnv): Settings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = readSecretFiles(set, secrets);
  const parsed = environment.safeParse(read.env);
  if (parsed.success && read.bad.length === 0) return new Settings(parsed.data);

  const unreadable = new Set(read.bad.map(({ name }) => name));
  const wrong = (parsed.error?.issues ?? [])
    .map(({ path, message }) => ({ name: path.join('.'), message }))
    .filter(({ name }) => !unreadable.has(`${name}_FILE`));
  throw new EnvironmentError([...read.bad, ...wrong]);
}
