import { z } from 'zod';
import { JWT, startApp, type Answer, type CallOptions, type Person, type TestApp } from '../../support/app';
import { PERSON_TOKENS } from '../../support/person-token';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: object;
}

interface Content {
  readonly [mediaType: string]: { readonly schema?: object };
}

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
  readonly security?: readonly object[];
}

interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Record<string, object>; readonly securitySchemes: object };
  readonly security?: readonly object[];
}

let app: TestApp;
let me: Person;
let document: OpenApi;

beforeAll(async () => {
  app = await startApp({ ...JWT, EMBEDDING_PROVIDER: 'lexical' });
  me = app.newcomer();
  document = (await app.as().call<OpenApi>('GET', '/docs/json')).body;
});
afterAll(async () => {
  await app.close();
});

const operations = (): readonly (readonly [call: string, path: string, operation: Operation])[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, path, operation] as const,
    ),
  );

const operation = (call: string): Operation => {
  const found = operations().find(([name]) => name === call);
  if (!found) throw new Error(`${call} is not documented.`);
  return found[2];
};

describe('/docs', () => {
  it('is a page, for whoever asks, that loads nothing from elsewhere', async () => {
    const page = await app.as().call<string>('GET', '/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.body).toContain('Swagger UI');
    expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const scripts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
    expect(scripts.length).toBeGreaterThan(2);
    for (const path of scripts) {
      const { status } = await app.as().call('GET', new URL(path, `${app.url}/docs`).pathname);
      expect([path, status]).toEqual([path, 200]);
    }
  });

  it('is there as YAML too', async () => {
    const { status, body } = await app.as().call<string>('GET', '/docs/yaml');
    expect(status).toBe(200);
    expect(body).toMatch(/^openapi: 3\.0\.\d/m);
  });
});

describe('the document', () => {
  it('names every call of the contract', () => {
    const calls = operations().map(([call]) => call);
    const wanted = [
      'POST /assistant/query',
      'GET /assistant/cache-stats',
      'GET /metrics/cache',
      'GET /metrics',
      'GET /health',
      'GET /health/live',
      'GET /health/ready',
      'POST /notes',
      'GET /notes',
      'GET /notes/{id}',
      'PATCH /notes/{id}',
      'DELETE /notes/{id}',
      'POST /v1/chat/completions',
      'POST /v1/responses',
      'POST /v1/completions',
      'POST /v1/embeddings',
      'GET /v1/models',
      'GET /v1/models/{id}',
    ];
    expect(calls).toEqual(expect.arrayContaining(wanted));
    expect(new Set(calls).size).toBe(calls.length);
  });

  it('is OpenAPI 3.0: every call has an id, a summary, its path parameters and responses with descriptions', () => {
    expect(document.openapi).toMatch(/^3\.0\.\d$/);
    expect(document.info).toMatchObject({ title: 'Trivet', version: '1' });
    const ids = operations().map(([, , { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [call, path, { summary, parameters = [], responses }] of operations()) {
      expect([call, summary]).toEqual([call, expect.stringMatching(/\w/)]);
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }) => required)).toBe(true);
      expect(
        parameters.every(({ schema, in: place }) => schema && ['path', 'query', 'header'].includes(place)),
      ).toBe(true);
      for (const [status, { description }] of Object.entries(responses)) {
        expect([call, status, description]).toEqual([
          call,
          expect.stringMatching(/^[2-5]\d\d$/),
          expect.stringMatching(/\w/),
        ]);
      }
    }
  });

  it('describes an answer as JSON and as server-sent events', () => {
    const { content = {} } = operation('POST /assistant/query').responses['200'] ?? {};
    expect(content['application/json']?.schema).toMatchObject({
      type: 'object',
      required: ['answer', 'sources', 'metadata'],
    });
    expect(content['text/event-stream']?.schema).toMatchObject({ type: 'string' });
  });

  it('has no reference that leads nowhere', () => {
    const targets = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);
    expect(targets.length).toBeGreaterThan(0);
    for (const target of new Set(targets)) {
      expect(
        Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`),
      ).toContain(target);
    }
  });

  it('says of each call what may go wrong, as problems, or under /v1 as OpenAI does', () => {
    for (const [call, path, { responses, security }] of operations()) {
      const failures = Object.entries(responses).filter(([status]) => status >= '400');
      const mediaType = path.startsWith('/v1/') ? 'application/json' : 'application/problem+json';
      const problems = failures.filter(([, { content }]) => content?.[mediaType]);
      expect([call, problems.length]).toEqual([call, expect.any(Number)]);
      expect(problems.length).toBeGreaterThan(0);
      expect(Object.keys(responses).includes('401')).toBe(security === undefined);
    }
    expect(document.security).toEqual([{ bearer: [] }]);
  });

  it('describes bodies, parameters and headers of requests', () => {
    const schemaOf = (call: string): object | undefined =>
      operation(call).requestBody?.content['application/json']?.schema;
    expect(schemaOf('POST /assistant/query')).toMatchObject({
      required: ['query'],
      properties: {
        query: { type: 'string' },
        top_k: { minimum: 1, maximum: 20 },
        cache: { type: 'object' },
      },
      additionalProperties: false,
    });
    expect(schemaOf('POST /notes')).toMatchObject({
      required: ['title', 'body'],
      additionalProperties: false,
    });
    expect(schemaOf('PATCH /notes/{id}')).toMatchObject({ additionalProperties: false });
    const parameters = (call: string): string[] =>
      (operation(call).parameters ?? []).map(({ in: place, name }) => `${place} ${name}`);
    expect(parameters('GET /notes')).toEqual(['query limit', 'query cursor']);
    expect(parameters('PATCH /notes/{id}').sort()).toEqual(['header If-Match', 'path id']);
    expect(parameters('DELETE /notes/{id}').sort()).toEqual(['header If-Match', 'path id']);
    expect(parameters('POST /assistant/query')).toEqual(['header Cache-Control']);
  });
});

describe('what the server answers', () => {
  /** Checks an answer against what the served document says of that call and status. */
  async function expectAsDocumented(
    call: string,
    path: string,
    options: CallOptions = {},
  ): Promise<Answer<unknown>> {
    const [method = ''] = call.split(' ');
    const answer = await me.call<unknown>(method, path, options);
    const response = operation(call).responses[answer.status];
    if (!response) throw new Error(`${call}: ${answer.status} is not documented.`);
    const mediaType = (answer.headers.get('content-type') ?? '').replace('; charset=utf-8', '');
    const content = response.content?.[mediaType] ?? response.content?.[`${mediaType}; charset=utf-8`];
    if (answer.status === 204) return answer;
    if (!content?.schema) throw new Error(`${call}: ${answer.status} as ${mediaType} is not documented.`);
    const { error } = validatorOf(content.schema).safeParse(answer.body);
    expect([call, answer.status, error?.issues ?? []]).toEqual([call, answer.status, []]);
    return answer;
  }

  function validatorOf(schema: object): z.ZodType {
    const name = '$ref' in schema ? String(schema.$ref).replace('#/components/schemas/', '') : undefined;
    const target = name === undefined ? schema : document.components.schemas[name];
    return z.fromJSONSchema(target as z.core.JSONSchema.JSONSchema, { defaultTarget: 'openapi-3.0' });
  }

  it('is what the document says, right and wrong', async () => {
    const json = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
    const { body } = await expectAsDocumented('POST /notes', '/notes', { json });
    const path = `/notes/${z.object({ id: z.string() }).parse(body).id}`;
    const query = { query: 'When does the bakery open on Sundays?' };
    const chat = { model: 'trivet', messages: [{ role: 'user', content: query.query }] };
    const response = { model: 'trivet', input: query.query };
    const completion = { model: 'trivet', prompt: query.query };
    const embed = { model: 'lexical', input: ['a', 'b'] };
    const edit = { json: { title: 'Hours' }, headers: { 'If-Match': '*' } };
    const calls: readonly (readonly [status: number, call: string, path: string, options?: CallOptions])[] = [
      [200, 'GET /notes', '/notes'],
      [200, 'GET /notes/{id}', path],
      [200, 'PATCH /notes/{id}', path, edit],
      [200, 'POST /assistant/query', '/assistant/query', { json: query }],
      [200, 'POST /assistant/query', '/assistant/query', { json: query }],
      [200, 'POST /assistant/query', '/assistant/query', { json: { query: 'Xylophones?' } }],
      [200, 'POST /assistant/query', '/assistant/query', { json: { ...query, stream: true } }],
      [200, 'GET /assistant/cache-stats', '/assistant/cache-stats'],
      [200, 'GET /metrics/cache', '/metrics/cache'],
      [200, 'GET /metrics', '/metrics'],
      [200, 'GET /health', '/health'],
      [200, 'GET /health/live', '/health/live'],
      [200, 'GET /health/ready', '/health/ready'],
      [400, 'POST /notes', '/notes', { json: {} }],
      [413, 'POST /notes', '/notes', { raw: ' '.repeat(2_000_000) }],
      [415, 'POST /notes', '/notes', { raw: '{}', headers: { 'Content-Type': 'text/plain' } }],
      [403, 'POST /notes', '/notes', { json: { ...json, visibility: 'workspace', workspace: 'none' } }],
      [428, 'PATCH /notes/{id}', path, { json: { title: 'Hours' } }],
      [412, 'PATCH /notes/{id}', path, { ...edit, headers: { 'If-Match': '"9"' } }],
      [412, 'DELETE /notes/{id}', path, { headers: { 'If-Match': '"9"' } }],
      [400, 'GET /notes', '/notes?limit=0'],
      [400, 'POST /assistant/query', '/assistant/query', { json: { query: '?' } }],
      [
        504,
        'POST /assistant/query',
        '/assistant/query',
        { json: { query: 'New?', cache: { only_if_cached: true } } },
      ],
      [401, 'GET /notes', '/notes', { headers: { Authorization: 'Bearer x' } }],
      [200, 'GET /v1/models', '/v1/models'],
      [200, 'GET /v1/models/{id}', '/v1/models/trivet'],
      [404, 'GET /v1/models/{id}', '/v1/models/gpt-4'],
      [401, 'GET /v1/models', '/v1/models', { headers: { Authorization: 'Bearer x' } }],
      [200, 'POST /v1/chat/completions', '/v1/chat/completions', { json: chat }],
      [200, 'POST /v1/chat/completions', '/v1/chat/completions', { json: { ...chat, stream: true } }],
      [400, 'POST /v1/chat/completions', '/v1/chat/completions', { json: { ...chat, n: 2 } }],
      [400, 'POST /v1/chat/completions', '/v1/chat/completions', { raw: '{' }],
      [200, 'POST /v1/responses', '/v1/responses', { json: response }],
      [200, 'POST /v1/responses', '/v1/responses', { json: { ...response, stream: true } }],
      [400, 'POST /v1/responses', '/v1/responses', { json: { ...response, background: true } }],
      [200, 'POST /v1/completions', '/v1/completions', { json: completion }],
      [200, 'POST /v1/completions', '/v1/completions', { json: { ...completion, stream: true } }],
      [400, 'POST /v1/completions', '/v1/completions', { json: { ...completion, echo: true } }],
      [200, 'POST /v1/embeddings', '/v1/embeddings', { json: embed }],
      [200, 'POST /v1/embeddings', '/v1/embeddings', { json: { ...embed, encoding_format: 'base64' } }],
      [400, 'POST /v1/embeddings', '/v1/embeddings', { json: { ...embed, input: [1, 2] } }],
      [204, 'DELETE /notes/{id}', path],
      [404, 'GET /notes/{id}', path],
      [404, 'DELETE /notes/{id}', path],
    ];
    for (const [status, call, at, options] of calls) {
      expect([call, at, (await expectAsDocumented(call, at, options)).status]).toEqual([call, at, status]);
    }
  });
});

describe('/docs/json where programs may name people', () => {
  it('names the headers that the operator turned on, each beside a token', async () => {
    const plain = { PERSON_HEADER: 'X-Person' };
    const naming = await startApp({ ...JWT, ...PERSON_TOKENS, ...plain, EMBEDDING_PROVIDER: 'lexical' });
    try {
      const { body } = await naming.as().call<OpenApi>('GET', '/docs/json');
      expect(body.security).toEqual([
        { bearer: [] },
        { bearer: [], signed_person: [] },
        { bearer: [], plain_person: [] },
      ]);
      expect(body.components.securitySchemes).toMatchObject({
        signed_person: { type: 'apiKey', in: 'header', name: 'x-openwebui-user-jwt' },
        plain_person: { type: 'apiKey', in: 'header', name: 'x-person' },
      });
    } finally {
      await naming.close();
    }
  });
});
