import type { Problem } from './problem';

/** Paths where errors are told as OpenAI's API tells them, because programs for that API ask there. */
const OPENAI_PATHS = /^\/v1(?:[/?]|$)/;

export const isOpenAiPath = (url: string): boolean => OPENAI_PATHS.test(url);

/** The body of errors under `/v1` (https://platform.openai.com/docs/guides/error-codes). */
export interface OpenAiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    /** The parameter at fault, as `messages[0].content`. */
    readonly param: string | null;
    readonly code: string;
  };
}

/** Its name and schema among the document's. */
export const openAiErrorSchema = {
  OpenAiError: {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['message', 'type', 'param', 'code'],
        properties: {
          message: { type: 'string', description: 'What was wrong, and what to do about it.' },
          type: { type: 'string', description: 'invalid_request_error, rate_limit_error or server_error.' },
          param: { type: 'string', nullable: true, description: 'The parameter at fault.' },
          code: { type: 'string', description: 'Stable name for programs.' },
        },
      },
    },
  },
};

/** Makes OpenAI's body of a problem. The first field error replaces the detail. */
export function openAiErrorBody({ contents }: Problem): OpenAiErrorBody {
  const { status, code, detail, remedy, errors } = contents;
  const field = errors?.[0];
  const param = field && field.path !== '' ? paramOf(field.path) : null;
  const what = field ? `${param === null ? '' : `'${param}': `}${sentence(field.message)}` : detail;
  return {
    error: {
      message: field || remedy === undefined ? what : `${what} ${remedy}`,
      type: typeOf(status),
      param,
      code: openAiCode(code),
    },
  };
}

/**
 * OpenAI's SDKs ask again after 408, 409, 429 and 5xx, up to twice, unless they are told not to. `not_cached` is an
 * answer, which asking again does not change.
 */
export function openAiHeaders({ contents: { code } }: Problem): Readonly<Record<string, string>> {
  return code === 'not_cached' ? { 'X-Should-Retry': 'false' } : {};
}

/** The code of a problem as programs for OpenAI's API know it. */
export function openAiCode(code: string): string {
  return code === 'unauthenticated' || code === 'invalid_token' ? 'invalid_api_key' : code;
}

function typeOf(status: number): string {
  if (status >= 500) return 'server_error';
  return status === 429 ? 'rate_limit_error' : 'invalid_request_error';
}

/** `messages.0.content` → `messages[0].content` */
function paramOf(path: string): string {
  return path.replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]');
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
