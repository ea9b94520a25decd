import type { z } from 'zod';
import { isLoopback } from './loopback';
import { PERSON_TOKEN_HEADER } from './person-headers';
import { variables } from './variables';

/** The environment, every value parsed and within its bounds. */
export type Environment = z.output<typeof variables>;

interface Rule {
  readonly variable: keyof Environment;
  readonly broken: (env: Environment) => boolean;
  readonly message: string;
}

const required = (
  variable: keyof Environment,
  because: string,
  when: (env: Environment) => boolean,
): Rule => ({
  variable,
  broken: (env) => env[variable] === undefined && when(env),
  message: `must be set, because ${because}`,
});
const remoteEmbedding = (env: Environment): boolean => env.EMBEDDING_PROVIDER === 'openai';
const hasRedis = (env: Environment): boolean =>
  env.REDIS_URL !== undefined || env.REDIS_CLUSTER_NODES !== undefined;
const hasRedisTls = ({ REDIS_URL = '', REDIS_CLUSTER_NODES = '' }: Environment): boolean =>
  /(?:^|,)\s*rediss:/.test(REDIS_URL || REDIS_CLUSTER_NODES);
const remoteModel = (env: Environment): boolean => env.LLM_PROVIDER === 'openai';

/** Whether two of the headers that name people are one. */
function sharesHeader(env: Environment): boolean {
  const { JWT_PERSON_HEADER = PERSON_TOKEN_HEADER, PERSON_HEADER, PERSON_GROUPS_HEADER } = env;
  const set = [JWT_PERSON_HEADER, PERSON_HEADER, PERSON_GROUPS_HEADER].filter((name) => name !== undefined);
  return new Set(set).size < set.length;
}

const rules: readonly Rule[] = [
  required('EMBEDDING_BASE_URL', 'EMBEDDING_PROVIDER is openai', remoteEmbedding),
  required('EMBEDDING_MODEL', 'EMBEDDING_PROVIDER is openai', remoteEmbedding),
  required('EMBEDDING_DIMENSIONS', 'EMBEDDING_PROVIDER is openai', remoteEmbedding),
  required('RERANK_MODEL', 'RERANK_BASE_URL is set', (env) => env.RERANK_BASE_URL !== undefined),
  required(
    'RERANK_BASE_URL',
    'RERANK_MODEL or RERANK_API_KEY is set',
    (env) => env.RERANK_MODEL !== undefined || env.RERANK_API_KEY !== undefined,
  ),
  required('LLM_BASE_URL', 'LLM_PROVIDER is openai', remoteModel),
  required('LLM_MODEL', 'LLM_PROVIDER is openai', remoteModel),
  {
    variable: 'CACHE_SEMANTIC_JUDGE',
    broken: (env) => env.CACHE_SEMANTIC_JUDGE === 'model' && env.LLM_PROVIDER !== 'openai',
    message:
      'must be overlap, because LLM_PROVIDER is extractive and there is no model to ask; for model, set LLM_PROVIDER=openai',
  },
  required('PRICE_PER_MTOK_OUT', 'PRICE_PER_MTOK_IN is set', (env) => env.PRICE_PER_MTOK_IN !== undefined),
  required('PRICE_PER_MTOK_IN', 'PRICE_PER_MTOK_OUT is set', (env) => env.PRICE_PER_MTOK_OUT !== undefined),
  {
    variable: 'REDIS_CLUSTER_NODES',
    broken: (env) => env.REDIS_CLUSTER_NODES !== undefined && env.REDIS_URL !== undefined,
    message: 'must not be set beside REDIS_URL: set the one that you use',
  },
  {
    variable: 'REDIS_URL',
    broken: (env) => (env.CACHE_TYPE === 'hybrid' || env.CACHE_TYPE === 'redis') && !hasRedis(env),
    message: 'or REDIS_CLUSTER_NODES must be set, because CACHE_TYPE is hybrid or redis',
  },
  {
    variable: 'REDIS_CA',
    broken: (env) => env.REDIS_CA !== undefined && hasRedis(env) && !hasRedisTls(env),
    message: 'must not be set without TLS: begin the address of Redis with rediss://',
  },
  required('JWT_SECRET', 'AUTH_MODE is jwt', (env) => env.AUTH_MODE === 'jwt'),
  required(
    'JWT_PERSON_SECRET',
    'JWT_PERSON_HEADER or JWT_PERSON_ISSUER is set',
    (env) => env.JWT_PERSON_HEADER !== undefined || env.JWT_PERSON_ISSUER !== undefined,
  ),
  {
    variable: 'JWT_PERSON_SECRET',
    broken: (env) => env.JWT_PERSON_SECRET !== undefined && env.JWT_PERSON_SECRET === env.JWT_SECRET,
    message: "must not be JWT_SECRET: whoever signs people's names with it could sign any rights",
  },
  {
    variable: 'PERSON_GROUPS_HEADER',
    broken: (env) =>
      env.PERSON_GROUPS_HEADER !== undefined &&
      env.JWT_PERSON_SECRET === undefined &&
      env.PERSON_HEADER === undefined,
    message: 'must not be set alone: set JWT_PERSON_SECRET or PERSON_HEADER, by which people are named',
  },
  {
    variable: 'PERSON_HEADER',
    broken: sharesHeader,
    message: 'must be another header than JWT_PERSON_HEADER and PERSON_GROUPS_HEADER, and those must differ',
  },
  {
    variable: 'CORS_ORIGINS',
    broken: (env) => env.AUTH_MODE === 'none' && env.CORS_ORIGINS.includes('*'),
    message:
      'must name the pages, because AUTH_MODE is none and any page that somebody opens could read the notes; for *, set ' +
      'AUTH_MODE=jwt and JWT_SECRET',
  },
  {
    variable: 'HOST',
    broken: (env) => env.AUTH_MODE === 'none' && !isLoopback(env.HOST),
    message:
      'must be a loopback address such as 127.0.0.1, because AUTH_MODE is none and anybody who reaches the port ' +
      'could read the notes; to listen elsewhere, set AUTH_MODE=jwt and JWT_SECRET',
  },
];

/**
 * The schema of the whole environment. `when` makes the rules between variables run beside the checks of single ones, so
 * that one start reports all faults. A refused variable keeps its text and so counts as set.
 */
export const environment = variables.superRefine(
  (env, context) => {
    for (const rule of rules.filter((each) => each.broken(env))) {
      context.addIssue({ code: 'custom', path: [rule.variable], message: rule.message });
    }
  },
  { when: () => true },
);
