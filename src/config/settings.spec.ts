import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Authority } from '../../test/support/certificates';
import { catalogue } from './catalogue';
import { EnvironmentError } from './environment.error';
import { loadSettings } from './settings';

const SECRET = 'an-hs256-secret-of-thirty-two-bytes!';
const NO_PERSONS = {
  tokenHeader: 'x-openwebui-user-jwt',
  tokens: null,
  idHeader: 'x-openwebui-user-id',
  isIdBelieved: false,
  groupsHeader: null,
};

function refusal(env: NodeJS.ProcessEnv): EnvironmentError {
  try {
    loadSettings(env);
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
  throw new Error('The environment was accepted.');
}

const refusedNames = (env: NodeJS.ProcessEnv): string[] => refusal(env).variables.map(({ name }) => name);

describe('settings', () => {
  it('stand on their defaults in an empty environment', () => {
    expect(loadSettings({})).toEqual({
      server: {
        port: 3000,
        host: '127.0.0.1',
        dataDir: '.trivet',
        demoNotes: true,
        logLevel: 'info',
        shutdownGraceMs: 10_000,
        allowedHosts: [],
        corsOrigins: [],
      },
      streams: { heartbeatMs: 15_000, stallMs: 30_000 },
      database: { url: undefined, poolSize: 10, prepare: true },
      core: {
        cache: {
          enabled: true,
          type: 'memory',
          maxBytes: 268_435_456,
          questionTtlMs: 86_400_000,
          popularTtlMs: 604_800_000,
          embeddingTtlMs: 604_800_000,
          contextTtlMs: 3_600_000,
          sharing: 'evidence',
        },
        freshness: { maxAgeMs: 0, staleIfErrorMs: 0 },
        refresh: { top: 0, perMinute: 30 },
        semantic: { mode: 'certified', threshold: 0.85, maxWrong: 0.01, auditShare: 0.05 },
        flights: { longestMs: 90_000 },
        conversations: 'standalone',
        condenseMs: 3_000,
        topK: 5,
        questionMaxChars: 2000,
        price: null,
      },
      redis: null,
      notes: { maxChars: 200_000, retrieval: 'hybrid' },
      embedding: { provider: 'minilm', timeoutMs: 10_000 },
      rerank: null,
      language: { provider: 'extractive' },
      judge: 'overlap',
      auth: { mode: 'none', persons: NO_PERSONS },
    });
  });

  it('take an empty value for an unset one', () => {
    expect(loadSettings({ PORT: '', JWT_SECRET: '', LLM_PROVIDER: '' })).toEqual(loadSettings({}));
  });

  it('ignore variables that are not theirs', () => {
    expect(loadSettings({ PATH: '/bin', HOME: '/' })).toEqual(loadSettings({}));
  });

  it('describe OpenAI-compatible servers, whose keys are optional', () => {
    const settings = loadSettings({
      EMBEDDING_PROVIDER: 'openai',
      EMBEDDING_BASE_URL: 'http://127.0.0.1:8080/v1/',
      EMBEDDING_MODEL: 'bge-m3',
      EMBEDDING_DIMENSIONS: '1024',
      LLM_PROVIDER: 'openai',
      LLM_BASE_URL: 'https://models.example/v1',
      LLM_API_KEY: 'key',
      LLM_MODEL: 'small',
      LLM_TEMPERATURE: '0.25',
      PRICE_PER_MTOK_IN: '0.15',
      PRICE_PER_MTOK_OUT: '0',
    });
    expect(settings.embedding).toEqual({
      provider: 'openai',
      baseUrl: 'http://127.0.0.1:8080/v1',
      apiKey: undefined,
      model: 'bge-m3',
      dimensions: 1024,
      timeoutMs: 10_000,
      places: { atOnce: 16, maxWaiting: 1_000 },
      probeAfterMs: 1_000,
    });
    expect(settings.language).toMatchObject({
      apiKey: 'key',
      model: 'small',
      temperature: 0.25,
      maxTokens: 800,
    });
    expect(settings.core.price).toEqual({ perMtokIn: 0.15, perMtokOut: 0 });
  });

  it('have a rerank server where it is named with its model, and refuse one without the other', () => {
    const named = { RERANK_BASE_URL: 'https://api.jina.ai/v1/', RERANK_MODEL: 'jina-reranker-v3' };
    expect(loadSettings(named).rerank).toEqual({
      baseUrl: 'https://api.jina.ai/v1',
      apiKey: undefined,
      model: 'jina-reranker-v3',
      candidates: 30,
      timeoutMs: 5_000,
      places: { atOnce: 16, maxWaiting: 256 },
      probeAfterMs: 1_000,
    });
    expect(refusedNames({ RERANK_BASE_URL: named.RERANK_BASE_URL })).toEqual(['RERANK_MODEL']);
    expect(refusedNames({ RERANK_MODEL: named.RERANK_MODEL })).toEqual(['RERANK_BASE_URL']);
    expect(refusedNames({ RERANK_API_KEY: 'key' })).toEqual(['RERANK_BASE_URL']);
  });

  it('take what an operator says of semantic hits', () => {
    const { core } = loadSettings({
      CACHE_SEMANTIC_MODE: 'serve',
      CACHE_SIMILARITY_THRESHOLD: '0.92',
      CACHE_SEMANTIC_MAX_WRONG: '0.002',
      CACHE_SEMANTIC_AUDIT_SHARE: '1',
    });
    expect(core.semantic).toEqual({ mode: 'serve', threshold: 0.92, maxWrong: 0.002, auditShare: 1 });
  });

  it.each([
    ['CACHE_SEMANTIC_MODE', 'on', 'must be one of off, shadow, certified, serve'],
    ['CACHE_SIMILARITY_THRESHOLD', '1.01', 'must be a number from 0 to 1'],
    ['CACHE_SIMILARITY_THRESHOLD', '85%', 'must be a number from 0 to 1'],
    ['CACHE_SEMANTIC_MAX_WRONG', '0', 'must be a number above 0 and below 1'],
    ['CACHE_SEMANTIC_MAX_WRONG', '1', 'must be a number above 0 and below 1'],
    ['CACHE_SEMANTIC_MAX_WRONG', '1e-2', 'must be a number above 0 and below 1'],
    ['CACHE_SEMANTIC_AUDIT_SHARE', '2', 'must be a number from 0 to 1'],
    ['CACHE_SEMANTIC_JUDGE', 'human', 'must be one of overlap, model'],
  ])('refuse %s=%s and say what is allowed', (name, value, allowed) => {
    expect(refusal({ [name]: value }).message).toContain(`${name} is "${value}", but ${allowed}`);
  });

  it('refuse a model as judge where there is none, and say what to set', () => {
    const { message } = refusal({ CACHE_SEMANTIC_JUDGE: 'model' });
    expect(message).toContain('CACHE_SEMANTIC_JUDGE must be overlap, because LLM_PROVIDER is extractive');
    expect(message).toContain('set LLM_PROVIDER=openai');
    const model = { LLM_PROVIDER: 'openai', LLM_BASE_URL: 'http://127.0.0.1:1/v1', LLM_MODEL: 'm' };
    expect(loadSettings({ CACHE_SEMANTIC_JUDGE: 'model', ...model }).judge).toBe('model');
  });

  it('split ALLOWED_HOSTS at commas', () => {
    const { server } = loadSettings({ ALLOWED_HOSTS: 'notes.test, notes.test:8443 ,' });
    expect(server.allowedHosts).toEqual(['notes.test', 'notes.test:8443']);
  });

  it('have PUBLIC_URL as paths are appended to it', () => {
    expect(loadSettings({}).server.publicUrl).toBeUndefined();
    for (const [given, had] of [
      ['https://notes.example', 'https://notes.example'],
      ['https://notes.example/', 'https://notes.example'],
      ['HTTP://Notes.example:80/trivet//', 'http://notes.example/trivet'],
    ] as const)
      expect(loadSettings({ PUBLIC_URL: given }).server.publicUrl).toBe(had);
  });

  it.each([
    'notes.example',
    'ftp://notes.example',
    'https://',
    'https://me:hunter2@notes.example',
    'https://a.example/?a',
    'https://a.example/#b',
    'https://a b.example',
  ])('refuse %j as PUBLIC_URL', (value) => {
    const { message } = refusal({ PUBLIC_URL: value });
    expect(message).toContain('PUBLIC_URL must be an http:// or https:// URL');
    expect(message).not.toContain('hunter2');
  });

  it('have CORS_ORIGINS as browsers send them', () => {
    const given = ' https://App.example:443, http://localhost:5173 ,app://obsidian.md,';
    expect(loadSettings({ CORS_ORIGINS: given }).server.corsOrigins).toEqual([
      'https://app.example',
      'http://localhost:5173',
      'app://obsidian.md',
    ]);
    const jwt = { AUTH_MODE: 'jwt', JWT_SECRET: 'a secret for tests that is long enough' };
    expect(loadSettings({ ...jwt, CORS_ORIGINS: '*' }).server.corsOrigins).toEqual(['*']);
  });

  it.each([
    'app.example',
    'https://app.example/',
    'https://app.example/page',
    'https://*.example',
    'null',
    'https://a.example,*',
    'https://',
  ])('refuse %j in CORS_ORIGINS', (value) => {
    expect(refusal({ CORS_ORIGINS: value }).message).toContain('CORS_ORIGINS must be origins such as');
  });

  it('refuse CORS_ORIGINS=* where any page that somebody opens could read the notes', () => {
    expect(refusal({ CORS_ORIGINS: '*' }).message).toContain('CORS_ORIGINS must name the pages');
  });

  it('name every bad variable at once, what was wrong and what is allowed', () => {
    const error = refusal({
      PORT: '65536',
      CACHE_TYPE: 'disk',
      DEMO_NOTES: 'yes',
      RETRIEVAL_TOP_K: '0',
      LLM_PROVIDER: 'openai',
      LLM_BASE_URL: 'models.example',
      HOST: '0.0.0.0',
    });
    expect(error.message.split('\n')).toEqual([
      'These variables are wrong:',
      '  PORT is "65536", but must be a whole number from 0 to 65535',
      '  DEMO_NOTES is "yes", but must be true, false, 1 or 0',
      '  CACHE_TYPE is "disk", but must be one of memory, hybrid, redis',
      '  RETRIEVAL_TOP_K is "0", but must be a whole number from 1 to 20',
      '  LLM_BASE_URL must be an http:// or https:// URL',
      '  LLM_MODEL must be set, because LLM_PROVIDER is openai',
      expect.stringMatching(/^ {2}HOST must be a loopback address.*set AUTH_MODE=jwt and JWT_SECRET$/),
    ]);
  });

  it.each(['0x10', '1e3', ' 5', '5 ', '-1', '5.5', 'NaN', '１２'])(
    'do not take %j for a whole number',
    (text) => {
      expect(refusedNames({ QUERY_MAX_CHARS: text })).toEqual(['QUERY_MAX_CHARS']);
    },
  );

  it.each(['TRUE', 'yes', 'on', '2', ' true'])('do not take %j for a boolean', (text) => {
    expect(refusedNames({ CACHE_ENABLED: text })).toEqual(['CACHE_ENABLED']);
  });

  it.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['0', false],
  ])('take %j for %s', (text, value) => {
    expect(loadSettings({ CACHE_ENABLED: text }).core.cache.enabled).toBe(value);
  });

  it('want 32 bytes of secret for jwt, counted in UTF-8', () => {
    expect(refusedNames({ AUTH_MODE: 'jwt' })).toEqual(['JWT_SECRET']);
    expect(refusedNames({ AUTH_MODE: 'jwt', JWT_SECRET: 'x'.repeat(31) })).toEqual(['JWT_SECRET']);
    expect(loadSettings({ AUTH_MODE: 'jwt', JWT_SECRET: 'é'.repeat(16) }).auth).toMatchObject({
      mode: 'jwt',
      secret: 'é'.repeat(16),
    });
  });

  describe('of people whom a program names', () => {
    const jwt = { AUTH_MODE: 'jwt', JWT_SECRET: SECRET };
    const signed = { JWT_PERSON_SECRET: `${SECRET}!` };

    it('are those of Open WebUI once there is a secret, unless told otherwise', () => {
      expect(loadSettings({ ...jwt, ...signed }).auth.persons).toEqual({
        ...NO_PERSONS,
        tokens: { secret: `${SECRET}!`, issuer: 'open-webui' },
      });
      const names = {
        JWT_PERSON_HEADER: 'X-Who',
        JWT_PERSON_ISSUER: 'gate',
        PERSON_HEADER: 'X-Id',
        PERSON_GROUPS_HEADER: 'X-Teams',
      };
      expect(loadSettings({ ...jwt, ...signed, ...names }).auth.persons).toEqual({
        tokenHeader: 'x-who',
        tokens: { secret: `${SECRET}!`, issuer: 'gate' },
        idHeader: 'x-id',
        isIdBelieved: true,
        groupsHeader: 'x-teams',
      });
    });

    it('are refused where they would do nothing, or less than their operator thinks', () => {
      const why = (env: object): string => refusal({ ...jwt, ...env }).message;
      expect(why({ JWT_PERSON_HEADER: 'X-Who' })).toContain('JWT_PERSON_SECRET must be set');
      expect(why({ JWT_PERSON_ISSUER: 'gate' })).toContain('JWT_PERSON_SECRET must be set');
      expect(why({ JWT_PERSON_SECRET: 'x'.repeat(31) })).toContain('at least 32 bytes');
      expect(why({ JWT_PERSON_SECRET: SECRET })).toContain('must not be JWT_SECRET');
      expect(why({ PERSON_GROUPS_HEADER: 'X-Teams' })).toContain('must not be set alone');
      expect(why({ ...signed, PERSON_HEADER: 'x-openwebui-user-jwt' })).toContain('another header');
      expect(why({ PERSON_HEADER: 'X-Id', PERSON_GROUPS_HEADER: 'x-id' })).toContain('another header');
    });

    it.each(['Authorization', 'host', 'Cookie', 'From', 'X Id', 'X-Id:', 'ä'])(
      'name no header %j',
      (name) => {
        expect(refusedNames({ ...jwt, PERSON_HEADER: name })).toEqual(['PERSON_HEADER']);
      },
    );
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'notes.test', '126.0.0.1', '128.0.0.1'])(
    'keep %s for AUTH_MODE=jwt, where anybody else may reach the port',
    (host) => {
      expect(refusedNames({ HOST: host })).toEqual(['HOST']);
      expect(loadSettings({ HOST: host, AUTH_MODE: 'jwt', JWT_SECRET: SECRET }).server.host).toBe(host);
    },
  );

  it.each(['127.0.0.1', '127.8.9.10', '::1', 'localhost'])('let AUTH_MODE=none listen on %s', (host) => {
    expect(loadSettings({ HOST: host }).server.host).toBe(host);
  });

  it('take Redis from the one variable that is set, and use it beside memory unless told otherwise', () => {
    const url = 'redis://cache.example:6379';
    expect(loadSettings({ REDIS_URL: url })).toMatchObject({
      redis: { kind: 'single', url, prefix: 'trivet:' },
      core: { cache: { type: 'hybrid' } },
    });
    expect(loadSettings({ REDIS_CLUSTER_NODES: 'a:7001, redis://b:7002' }).redis).toMatchObject({
      kind: 'cluster',
      urls: ['redis://a:7001', 'redis://b:7002'],
    });
    expect(loadSettings({ REDIS_URL: url, CACHE_TYPE: 'memory' })).toMatchObject({
      redis: null,
      core: { cache: { type: 'memory' } },
    });
    expect(refusal({ CACHE_TYPE: 'hybrid' }).message).toContain(
      'REDIS_URL or REDIS_CLUSTER_NODES must be set',
    );
    expect(refusal({ REDIS_URL: url, REDIS_CLUSTER_NODES: 'a:1' }).message).toContain('beside REDIS_URL');
    expect(refusal({ REDIS_CLUSTER_NODES: 'a:1,,b' }).message).toContain('REDIS_CLUSTER_NODES');
  });

  it('reach all nodes of a cluster over TLS or none', () => {
    expect(refusedNames({ REDIS_CLUSTER_NODES: 'rediss://a:1,b:2' })).toEqual(['REDIS_CLUSTER_NODES']);
    const nodes = 'rediss://:s@a:1, rediss://b:2';
    expect(loadSettings({ REDIS_CLUSTER_NODES: nodes }).redis).toMatchObject({
      urls: ['rediss://:s@a:1', 'rediss://b:2'],
    });
  });

  it('take an authority for Redis only where it is PEM, and where there is TLS that it could be for', () => {
    const { certificate } = new Authority();
    const settings = { REDIS_URL: 'rediss://a:1', REDIS_CA: certificate };
    expect(loadSettings(settings).redis).toMatchObject({ authority: certificate });
    const cluster = { REDIS_CLUSTER_NODES: 'rediss://a:1', REDIS_CA: certificate };
    expect(loadSettings(cluster).redis).toMatchObject({ authority: certificate });
    expect(refusedNames({ ...settings, REDIS_CA: 'not one' })).toEqual(['REDIS_CA']);
    expect(refusal({ ...settings, REDIS_URL: 'redis://a:1' }).message).toContain('rediss://');
  });

  it('never print the value of a secret', () => {
    const secrets = catalogue.filter(({ secret }) => secret).map(({ name }) => name);
    expect(secrets).toEqual([
      'DATABASE_URL',
      'REDIS_URL',
      'REDIS_CLUSTER_NODES',
      'REDIS_CA',
      'EMBEDDING_API_KEY',
      'RERANK_API_KEY',
      'LLM_API_KEY',
      'JWT_SECRET',
      'JWT_PERSON_SECRET',
    ]);
    const value = fc.stringMatching(/^[A-Z]{12,30}$/);
    fc.assert(
      fc.property(fc.constantFrom(...secrets), value, (name, hidden) => {
        expect(refusal({ [name]: hidden, PORT: 'x' }).message).not.toContain(hidden);
      }),
    );
  });

  it('keep a password in a model server URL out of the message', () => {
    expect(refusal({ LLM_BASE_URL: 'ftp://me:hunter2@models.example' }).message).not.toContain('hunter2');
  });

  describe('from files', () => {
    let folder: string;
    beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'trivet-settings-'))));
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });
    const file = (content: string): string => {
      const path = join(folder, 'secret');
      writeFileSync(path, content);
      return path;
    };

    it('read a secret and trim it', () => {
      const { auth } = loadSettings({ AUTH_MODE: 'jwt', JWT_SECRET_FILE: file(`${SECRET}\n`) });
      expect(auth).toMatchObject({ mode: 'jwt', secret: SECRET });
    });

    it('refuse a secret that is set both ways', () => {
      const error = refusal({ AUTH_MODE: 'jwt', JWT_SECRET: SECRET, JWT_SECRET_FILE: file(SECRET) });
      expect(error.message).toContain('JWT_SECRET and JWT_SECRET_FILE are both set; set one of them');
    });

    it('name the variable whose file cannot be read, beside what else is wrong', () => {
      const missing = join(folder, 'missing');
      expect(refusedNames({ DATABASE_URL_FILE: missing, PORT: 'x' })).toEqual(['DATABASE_URL_FILE', 'PORT']);
      expect(refusedNames({ DATABASE_URL_FILE: file(' \n') })).toEqual(['DATABASE_URL_FILE']);
    });

    it('do not also call a secret missing when its file cannot be read', () => {
      expect(refusedNames({ AUTH_MODE: 'jwt', JWT_SECRET_FILE: join(folder, 'missing') })).toEqual([
        'JWT_SECRET_FILE',
      ]);
    });
  });
});
