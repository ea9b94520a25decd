import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { DEFAULT_SETTINGS, SEMANTIC_MODES } from '../core';
import { isPostgresUrl } from './postgres-url';
import {
  amount,
  between,
  choice,
  flag,
  headerName,
  httpUrl,
  list,
  origins,
  publicUrl,
  secret,
  text,
  whole,
} from './variable';

const SECONDS_PER_YEAR = 31_536_000;
const PORTS = { min: 0, max: 65_535 };
const CACHE_BYTES = { min: 1_048_576, max: 1_099_511_627_776 };
const LIFETIME_S = { min: 1, max: SECONDS_PER_YEAR };
const MODEL_WAIT_MS = { min: 100, max: 3_600_000 };
const PRICE = { min: 0, max: 1_000_000 };

const anySecret = () => secret('text', () => true);
const isRedisUrl = (value: string): boolean => /^rediss?:\/\/[^/]/.test(value) && URL.canParse(value);
/** TLS holds for all nodes or for none, as most of them are discovered. */
const areRedisNodes = (value: string): boolean => {
  const urls = redisNodeUrls(value);
  return urls.every(isRedisUrl) && new Set(urls.map((url) => new URL(url).protocol)).size === 1;
};
/** Checked here, because `tls.connect` takes text that is no certificate for an empty list of them. */
const areCertificates = (value: string): boolean => {
  try {
    return new X509Certificate(value).raw.length > 0;
  } catch {
    return false;
  }
};
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** RFC 7518 section 3.2: an HS256 key has at least as many bits as the hash. */
const isHs256Key = (value: string): boolean => Buffer.byteLength(value, 'utf8') >= 32;

/** The nodes of a cluster as URLs: a bare `host:port` is one without TLS. */
export function redisNodeUrls(nodes: string): string[] {
  return nodes
    .split(',')
    .map((node) => node.trim())
    .map((node) => (node.includes('://') ? node : `redis://${node}`));
}

/** What the core decides by default; the operator is told of it in the units of the variables. */
const { cache, freshness, refresh, semantic, conversations, condenseMs, topK, questionMaxChars } =
  DEFAULT_SETTINGS;
const seconds = (ms: number): number => ms / 1_000;

/** Every variable that Trivet reads, in the order of `.env.example`, which is generated from here. */
export const variables = z.object({
  PORT: whole(PORTS).default(3000).describe('Port to listen on; 0 takes any free one.'),
  HOST: text()
    .default('127.0.0.1')
    .describe('Address to listen on; only a loopback one without AUTH_MODE=jwt.'),
  DATA_DIR: text().default('.trivet').describe('Folder of the embedded database, used without DATABASE_URL.'),
  DEMO_NOTES: flag().default(true).describe('Whether an empty embedded database starts with the demo notes.'),
  LOG_LEVEL: choice(LOG_LEVELS).default('info').describe('Least severe log lines to print.'),
  SHUTDOWN_GRACE_MS: whole({ min: 0, max: 600_000 })
    .default(10_000)
    .describe(
      'Milliseconds that running requests and background stores get when the process is told to stop.',
    ),
  STREAM_HEARTBEAT_MS: whole({ min: 10, max: 600_000 })
    .default(15_000)
    .describe(
      'Milliseconds without news after which a stream sends a comment or a blank line, to be kept open.',
    ),
  STREAM_STALL_MS: whole({ min: 10, max: 600_000 })
    .default(30_000)
    .describe(
      'Milliseconds after which, or up to two and a quarter times that, a reader that takes nothing of its answer is cut off.',
    ),
  ALLOWED_HOSTS: list()
    .default([])
    .describe('Further Host headers to accept with AUTH_MODE=none, with or without a port.'),
  PUBLIC_URL: publicUrl()
    .optional()
    .describe(
      'Where people reach this server, for links to notes; by default http:// and the Host of the request.',
    ),
  CORS_ORIGINS: origins()
    .default([])
    .describe(
      'Web pages of other origins that may call this server and read its answers; * for all, with AUTH_MODE=jwt.',
    ),
  DATABASE_URL: secret('a postgresql:// URL of sessions that may write', isPostgresUrl)
    .optional()
    .describe(
      'PostgreSQL 15+ with pgvector, several hosts as host:port,host:port; without it an embedded one in DATA_DIR is used.',
    ),
  DATABASE_POOL_SIZE: whole({ min: 1, max: 1000 })
    .default(10)
    .describe('Connections to DATABASE_URL; the embedded database is one session.'),
  DATABASE_PREPARE: flag()
    .default(true)
    .describe('Whether statements are prepared; false behind PgBouncer in transaction mode.'),
  CACHE_ENABLED: flag()
    .default(cache.enabled)
    .describe('Whether answers, vectors and passages are cached at all.'),
  CACHE_TYPE: choice(['memory', 'hybrid', 'redis'])
    .optional()
    .describe(
      'Where cache entries live: in this process, or in Redis too; hybrid where Redis is set, else memory.',
    ),
  REDIS_URL: secret('a redis:// or rediss:// URL', isRedisUrl)
    .optional()
    .describe('Redis 7+ or Valkey, for caches that instances share; rediss:// for TLS.'),
  REDIS_CLUSTER_NODES: secret(
    'host:port or redis[s]:// URLs, separated by commas, all with TLS or none',
    areRedisNodes,
  )
    .optional()
    .describe(
      'Some nodes of a Redis Cluster, instead of REDIS_URL; the user and password of the first hold for all.',
    ),
  REDIS_CA: secret('a certificate or several, PEM', areCertificates)
    .optional()
    .describe('Who signs the certificate of a rediss:// server, instead of the authorities that Node knows.'),
  REDIS_PREFIX: text()
    .default('trivet:')
    .describe('What every key begins with; deployments that share a Redis but no database need one each.'),
  CACHE_MAX_SIZE: whole(CACHE_BYTES)
    .default(cache.maxBytes)
    .describe('Bytes of memory for all cache layers together.'),
  CACHE_QUERY_TTL: whole(LIFETIME_S)
    .default(seconds(cache.questionTtlMs))
    .describe('Seconds that an answer (L1) is kept.'),
  CACHE_POPULAR_TTL_MAX: whole({ min: 0, max: SECONDS_PER_YEAR })
    .default(seconds(cache.popularTtlMs))
    .describe(
      'Seconds that an answer may be kept, from when it was made, while it is hit often; 0: no longer than others.',
    ),
  CACHE_EMBEDDING_TTL: whole(LIFETIME_S)
    .default(seconds(cache.embeddingTtlMs))
    .describe('Seconds that a vector (L2) is kept.'),
  CACHE_CONTEXT_TTL: whole(LIFETIME_S)
    .default(seconds(cache.contextTtlMs))
    .describe('Seconds that retrieved passages (L3) are kept.'),
  CACHE_SHARING: choice(['evidence', 'user'])
    .default(cache.sharing)
    .describe('Who shares an answer: all whose own retrieval gave identical evidence, or nobody (user).'),
  CACHE_SEMANTIC_MODE: choice(SEMANTIC_MODES)
    .default(semantic.mode)
    .describe(
      'Answers of questions that mean the same: none; compared, not served (shadow); served once they are known to be right ' +
        '(certified); all that pass the gates (serve).',
    ),
  CACHE_SIMILARITY_THRESHOLD: amount({ min: 0, max: 1 })
    .default(semantic.threshold)
    .describe('Least cosine of two such questions; higher is stricter, and requests may raise it.'),
  CACHE_SEMANTIC_MAX_WRONG: between({ above: 0, below: 1 })
    .default(semantic.maxWrong)
    .describe('Share of such hits that may be wrong where they are certified; .01 is one in a hundred.'),
  CACHE_SEMANTIC_AUDIT_SHARE: amount({ min: 0, max: 1 })
    .default(semantic.auditShare)
    .describe('Share of such hits that are not trusted: the model is asked, and both answers are compared.'),
  CACHE_SEMANTIC_JUDGE: choice(['overlap', 'model'])
    .default('overlap')
    .describe(
      'What compares two answers: their words, or the model of LLM_PROVIDER=openai, which costs a call for each comparison.',
    ),
  CACHE_REFRESH_TOP: whole({ min: 0, max: 50 })
    .default(refresh.top)
    .describe('How many of the most asked questions of a scope are asked again after an edit; 0 for none.'),
  CACHE_REFRESH_PER_MINUTE: whole({ min: 1, max: 10_000 })
    .default(refresh.perMinute)
    .describe('How many questions a minute may be asked again after edits, each a model call at most.'),
  FRESHNESS_MAX_AGE_MS: whole({ min: 0, max: 60_000 })
    .default(freshness.maxAgeMs)
    .describe('Milliseconds that a stamp may be reused; above 0 gives up read-your-writes for that long.'),
  STALE_IF_ERROR_S: whole({ min: 0, max: 86_400 })
    .default(seconds(freshness.staleIfErrorMs))
    .describe(
      'Seconds that a cached answer may be served, marked stale, while the database does not answer; 0: a 503 instead.',
    ),
  QUERY_MAX_CHARS: whole({ min: 1, max: 100_000 })
    .default(questionMaxChars)
    .describe('Longest question in characters; a longer one is refused, never cut.'),
  CONVERSATIONS: choice(['standalone', 'verbatim'])
    .default(conversations)
    .describe(
      'standalone: a follow-up is made a question of its own before search and look-up; verbatim: it is searched as it is.',
    ),
  NOTE_MAX_CHARS: whole({ min: 1, max: 10_000_000 })
    .default(200_000)
    .describe('Longest note in characters; above 262144 it also raises the limit on request bodies.'),
  RETRIEVAL: choice(['hybrid', 'vector'])
    .default('hybrid')
    .describe('What finds passages: words and vectors together, or vectors alone.'),
  RETRIEVAL_TOP_K: whole({ min: 1, max: 20 }).default(topK).describe('Passages that a question retrieves.'),
  EMBEDDING_PROVIDER: choice(['minilm', 'lexical', 'openai'])
    .default('minilm')
    .describe(
      'What turns text into vectors: the built-in model, word hashes, or an OpenAI-compatible server.',
    ),
  EMBEDDING_BASE_URL: httpUrl().optional().describe('The embedding server, up to and including /v1.'),
  EMBEDDING_API_KEY: anySecret().optional().describe('Key for the embedding server; local ones need none.'),
  EMBEDDING_MODEL: text().optional().describe('Model to ask the embedding server for.'),
  EMBEDDING_DIMENSIONS: whole({ min: 1, max: 16_000 })
    .optional()
    .describe('Length of the vectors of EMBEDDING_MODEL; also asked for where the model lets it be chosen.'),
  EMBEDDING_TIMEOUT_MS: whole({ min: 100, max: 600_000 })
    .default(10_000)
    .describe('Milliseconds after which an embedding counts as failed.'),
  EMBEDDING_MAX_CONCURRENT: whole({ min: 1, max: 10_000 })
    .default(16)
    .describe('Requests of up to 64 texts that the embedding server is sent at once.'),
  EMBEDDING_MAX_WAITING: whole({ min: 0, max: 100_000 })
    .default(1_000)
    .describe('Requests to it that may wait for their turn; one behind them is a 503 with Retry-After.'),
  RERANK_BASE_URL: httpUrl()
    .optional()
    .describe(
      'A server that puts passages in order, up to what stands before /rerank (Cohere, Jina, vLLM, llama.cpp); unset: none.',
    ),
  RERANK_API_KEY: anySecret().optional().describe('Key for the rerank server; local ones need none.'),
  RERANK_MODEL: text().optional().describe('Model to ask the rerank server for.'),
  RERANK_CANDIDATES: whole({ min: 2, max: 200 })
    .default(30)
    .describe('Passages that are retrieved for it to choose from.'),
  RERANK_TIMEOUT_MS: whole({ min: 100, max: 600_000 })
    .default(5000)
    .describe('Milliseconds after which it counts as failed; the order of retrieval stands then.'),
  RERANK_MAX_CONCURRENT: whole({ min: 1, max: 10_000 })
    .default(16)
    .describe('Questions that the rerank server is sent at once.'),
  RERANK_MAX_WAITING: whole({ min: 0, max: 100_000 })
    .default(256)
    .describe('Questions that may wait for their turn; one behind them keeps the order of retrieval.'),
  LLM_PROVIDER: choice(['extractive', 'openai'])
    .default('extractive')
    .describe('What writes answers: sentences taken from the notes, or an OpenAI-compatible server.'),
  LLM_BASE_URL: httpUrl().optional().describe('The language model server, up to and including /v1.'),
  LLM_API_KEY: anySecret().optional().describe('Key for the language model server; local ones need none.'),
  LLM_MODEL: text().optional().describe('Model to ask the language model server for.'),
  LLM_TEMPERATURE: amount({ min: 0, max: 2 }).default(0).describe('Sampling temperature of answers.'),
  LLM_MAX_TOKENS: whole({ min: 1, max: 1_000_000 }).default(800).describe('Longest answer in tokens.'),
  LLM_CONNECT_TIMEOUT_MS: whole(MODEL_WAIT_MS)
    .default(5000)
    .describe(
      'Milliseconds that connecting to the language model server may take; precise to half a second.',
    ),
  LLM_FIRST_TOKEN_TIMEOUT_MS: whole(MODEL_WAIT_MS)
    .default(30_000)
    .describe('Milliseconds until the first token of an answer, retries included.'),
  LLM_IDLE_TIMEOUT_MS: whole(MODEL_WAIT_MS)
    .default(15_000)
    .describe('Milliseconds between two tokens of an answer.'),
  LLM_TIMEOUT_MS: whole(MODEL_WAIT_MS)
    .default(60_000)
    .describe('Milliseconds for a whole answer; what passes one of these limits counts as failed.'),
  LLM_STANDALONE_TIMEOUT_MS: whole(MODEL_WAIT_MS)
    .default(condenseMs)
    .describe('Milliseconds that the model may take to make a follow-up standalone; rules do it then.'),
  LLM_MAX_CONCURRENT: whole({ min: 1, max: 10_000 })
    .default(32)
    .describe('Answers that the language model server is asked for at once.'),
  LLM_MAX_WAITING: whole({ min: 0, max: 100_000 })
    .default(256)
    .describe('Answers that may wait for their turn; a question behind them is a 503 with Retry-After.'),
  MODEL_PROBE_AFTER_MS: whole({ min: 10, max: 600_000 })
    .default(1000)
    .describe(
      'Milliseconds after which a model server that is down is tried again; longer each time, to 30 s, or as long as it asks.',
    ),
  PRICE_PER_MTOK_IN: amount(PRICE)
    .optional()
    .describe('US dollars per million prompt tokens, for cost figures.'),
  PRICE_PER_MTOK_OUT: amount(PRICE)
    .optional()
    .describe('US dollars per million answer tokens, for cost figures.'),
  AUTH_MODE: choice(['none', 'jwt'])
    .default('none')
    .describe('none: one local person, on a loopback HOST; jwt: HS256 bearer tokens signed with JWT_SECRET.'),
  JWT_SECRET: secret('at least 32 bytes of UTF-8', isHs256Key)
    .optional()
    .describe('Key that signs the tokens.'),
  JWT_PERSON_SECRET: secret('at least 32 bytes of UTF-8', isHs256Key)
    .optional()
    .describe('Key of the HS256 tokens in which a program with the role delegate says for whom it asks.'),
  JWT_PERSON_HEADER: headerName()
    .optional()
    .describe('Header that such a token comes in; X-OpenWebUI-User-Jwt unless set.'),
  JWT_PERSON_ISSUER: text()
    .optional()
    .describe('The iss that such a token must have; open-webui unless set.'),
  PERSON_HEADER: headerName()
    .optional()
    .describe(
      'Header in which such a program says without a signature for whom it asks, such as X-OpenWebUI-User-Id; unset: not believed.',
    ),
  PERSON_GROUPS_HEADER: headerName()
    .optional()
    .describe(
      "Header that names such a person's workspaces among the program's own, separated by commas; unset: all of them.",
    ),
});
