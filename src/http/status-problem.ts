import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { Problem, type ProblemContents } from './problem';

/** Requests that Fastify refuses before a handler runs, by its error code (https://fastify.dev/docs/latest/Reference/Errors). */
const fastifyProblems: Readonly<Record<string, Omit<ProblemContents, 'title'>>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'body_too_large',
    detail: 'The body is larger than this server accepts.',
    remedy: 'Send less at once; for longer notes NOTE_MAX_CHARS can be raised on the server.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'unsupported_media_type',
    detail: 'The body is not declared as JSON in UTF-8.',
    remedy: 'Send "Content-Type: application/json".',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'incomplete_body',
    detail: 'The body is not as long as its Content-Length says.',
  },
  FST_ERR_MAX_PARAM_LENGTH: {
    status: 400,
    code: 'parameter_too_long',
    detail: 'A part of the path is longer than any that this server knows.',
    remedy: 'Check the id in the path.',
  },
  FST_ERR_BAD_URL: {
    status: 400,
    code: 'invalid_url',
    detail: 'The path is not valid percent-encoded UTF-8.',
  },
};

/** A problem that says no more than its HTTP status. */
export function statusProblem(status: number, detail?: string): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  const code = title.toLowerCase().replaceAll(/[^a-z]+/g, '_');
  return new Problem({ status, code, title, detail: detail ?? `${title}.` });
}

function hasFastifyCode(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('FST_')
  );
}

/**
 * The problem behind an error of Nest or Fastify, or undefined for any other. Nest hands Fastify's 4xx errors on as
 * the cause of an `HttpException`. Their messages can quote the request, so only their codes are used.
 */
export function frameworkProblem(error: unknown): Problem | undefined {
  const origin = error instanceof HttpException ? error.cause : error;
  if (hasFastifyCode(origin)) {
    const known = fastifyProblems[origin.code];
    if (known) return new Problem({ ...known, title: STATUS_CODES[known.status] ?? known.code });
    return error instanceof HttpException ? statusProblem(error.getStatus()) : undefined;
  }
  if (error instanceof HttpException) return statusProblem(error.getStatus(), error.message);
  return undefined;
}
