import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiResponse, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { openAiCode, openAiErrorSchema } from './openai-error';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The bodies of errors, by their names among the document's schemas. `Problem.body` makes a problem (RFC 9457 section 3). */
export const errorSchemas = {
  ...openAiErrorSchema,
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
    properties: {
      type: { type: 'string', description: 'A URN made of the code.' },
      title: { type: 'string', description: 'What kind of problem this is.' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string', description: 'What was wrong this time.' },
      code: { type: 'string', description: 'Stable name for programs.' },
      remedy: { type: 'string', description: 'What to do about it.' },
      request_id: { type: 'string' },
      errors: {
        type: 'array',
        description: 'What was wrong with which field.',
        items: {
          type: 'object',
          required: ['path', 'message'],
          properties: { path: { type: 'string' }, message: { type: 'string' } },
        },
      },
    },
  },
} satisfies Schemas;

/** A status and a code that a call may answer with. */
export type DocumentedProblem = readonly [status: number, code: string];

type ErrorForm = 'problem' | 'openai';

export interface DocumentedCall {
  /** The name that generated clients give the function. By default it is made of controller and handler. */
  readonly operationId?: string;
  readonly summary: string;
  readonly description?: string;
  /** Headers of the request, beside the token. */
  readonly headers?: readonly DocumentedHeader[];
  readonly success: DocumentedSuccess;
  readonly problems?: readonly DocumentedProblem[];
  /** Whether the call takes a JSON body, with all that can be wrong with one. */
  readonly takesBody?: boolean;
  /** How the call tells errors. Problems by default. */
  readonly errors?: ErrorForm;
  /** Whether the call needs no token. */
  readonly isPublic?: boolean;
}

export interface DocumentedHeader {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
}

export interface DocumentedSuccess {
  /** Default 200. */
  readonly status?: number;
  readonly description: string;
  /** Schema of a JSON body. None for other bodies. */
  readonly schema?: z.ZodType;
  /** Media type of a body that is not JSON. */
  readonly mediaType?: string;
  /** The server-sent events that come instead of the JSON body, for clients that ask for them. */
  readonly events?: string;
  /** The meaning of each header, by name. */
  readonly headers?: Readonly<Record<string, string>>;
}

const BODY_PROBLEMS: readonly DocumentedProblem[] = [
  [400, 'invalid_json'],
  [400, 'forbidden_key'],
  [400, 'invalid_request'],
  [400, 'malformed_text'],
  [413, 'body_too_large'],
  [415, 'unsupported_media_type'],
  [415, 'unsupported_content_encoding'],
];

const TOKEN_PROBLEMS: readonly DocumentedProblem[] = [
  [401, 'unauthenticated'],
  [401, 'invalid_token'],
  [401, 'invalid_person'],
];

const COMMON_PROBLEMS: readonly DocumentedProblem[] = [
  [403, 'host_not_allowed'],
  [403, 'cross_origin'],
  [500, 'internal'],
];

/** Describes one call for the OpenAPI document. Path, query and body are read from the handler's own schemas. */
export function documented(call: DocumentedCall): MethodDecorator {
  const {
    summary,
    description,
    operationId,
    success,
    headers = [],
    takesBody = false,
    isPublic = false,
  } = call;
  const { errors = 'problem' } = call;
  const told = [
    ...(call.problems ?? []),
    ...(takesBody ? BODY_PROBLEMS : []),
    ...(isPublic ? [] : TOKEN_PROBLEMS),
    ...COMMON_PROBLEMS,
  ];
  return applyDecorators(
    ApiOperation({ summary, description, operationId, ...(isPublic ? { security: [] } : {}) }),
    ...headers.map((header) => ApiHeader({ ...header, schema: { type: 'string' } })),
    ApiProduces(success.mediaType ?? 'application/json'),
    describeSuccess(success),
    ...describeProblems(told, errors),
  );
}

function describeSuccess(success: DocumentedSuccess) {
  const { status = 200, description, schema, mediaType, events, headers = {} } = success;
  const described = Object.entries(headers).map(
    ([name, what]) => [name, { description: what, schema: { type: 'string' } }] as const,
  );
  const common = { status, description, headers: Object.fromEntries(described) };
  if (mediaType !== undefined) return ApiResponse({ ...common, schema: { type: 'string' } });
  if (schema && events !== undefined)
    return ApiResponse({ ...common, content: jsonOrEvents(schema, events) });
  return ApiResponse({ ...common, standardSchema: schema });
}

/** Nest's own conversion gives every media type of a response the same schema. */
function jsonOrEvents(schema: z.ZodType, events: string) {
  // zod types it as a schema of any draft. The target makes it one of OpenAPI's.
  const json = z.toJSONSchema(schema, { target: 'openapi-3.0' }) as Schemas[string];
  return {
    'application/json': { schema: json },
    'text/event-stream': { schema: { type: 'string', description: events } },
  };
}

/** One response per status, which names its codes. */
function describeProblems(problems: readonly DocumentedProblem[], form: ErrorForm) {
  const codes = new Map<number, Set<string>>();
  for (const [status, code] of problems) {
    const told = form === 'openai' ? openAiCode(code) : code;
    codes.set(status, (codes.get(status) ?? new Set()).add(told));
  }
  return [...codes].map(([status, named]) =>
    ApiResponse({
      status,
      description: [...named].map((code) => `\`${code}\``).join(', '),
      content: ERROR_CONTENT[form],
    }),
  );
}

const ERROR_CONTENT = {
  problem: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  openai: { 'application/json': { schema: { $ref: '#/components/schemas/OpenAiError' } } },
};
