import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { malformedPath, malformedText } from './malformed-text';
import { Problem } from './problem';

/** JSON is UTF-8, and its media type has no parameters (RFC 8259 sections 8.1 and 11). Many clients add the charset. */
const JSON_IN_UTF8 = /^application\/json(;\s*charset="?utf-8"?)?$/i;

const invalidJson = (detail: string): Problem =>
  new Problem({
    status: 400,
    code: 'invalid_json',
    title: 'Invalid JSON',
    detail,
    remedy: 'Send one JSON value in UTF-8.',
  });

const forbiddenKey = (): Problem =>
  new Problem({
    status: 400,
    code: 'forbidden_key',
    title: 'Forbidden key',
    detail: 'An object in the body has the key __proto__, or constructor with a prototype in it.',
    remedy: 'Leave the key out. Such keys change the prototypes of objects in programs that copy them.',
  });

const encodedBody = (): Problem =>
  new Problem({
    status: 415,
    code: 'unsupported_content_encoding',
    title: 'Unsupported content encoding',
    detail: 'The body is compressed or encoded otherwise.',
    remedy: 'Send it without "Content-Encoding".',
    // RFC 9110 section 12.5.3: in such an answer it says what would be taken.
    headers: { 'Accept-Encoding': 'identity' },
  });

/** Methods whose routes all take a body. */
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/**
 * What must be known of a body before it is read. Where none is wanted, an empty one is none: many clients declare JSON on
 * every request, also where they send nothing.
 */
export const bodyHeaders: onRequestHookHandler = ({ headers, method, raw }, _reply, done) => {
  if (!hasBody(headers)) {
    if (!WITH_BODY.has(method)) delete raw.headers['content-type'];
  } else if (isEncoded(headers)) {
    done(encodedBody());
    return;
  }
  done();
};

/** RFC 9112 section 6.3: without either header a request has no body. */
function hasBody({
  'transfer-encoding': chunked,
  'content-length': length = '0',
}: IncomingHttpHeaders): boolean {
  return chunked !== undefined || Number(length) > 0;
}

function isEncoded({ 'content-encoding': coding = '' }: IncomingHttpHeaders): boolean {
  return coding.trim() !== '' && coding.trim().toLowerCase() !== 'identity';
}

/**
 * Makes JSON the only body that is parsed. Everything else is a 415, also JSON inside `text/plain` or a form. A web
 * page may post those types to any server without asking it first (Fetch, "CORS-safelisted").
 */
export function acceptJsonOnly(instance: FastifyInstance): void {
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser(JSON_IN_UTF8, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length === 0) {
      // It may have come in chunks, of which there were none.
      if (WITH_BODY.has(request.method)) done(invalidJson('The body is empty.'));
      else done(null, undefined);
      return;
    }
    // Decoding would replace broken bytes silently, so they are refused first.
    if (!isUtf8(body)) {
      done(invalidJson('The body is not valid UTF-8.'));
      return;
    }
    const text = body.toString('utf8');
    void parse(request, text, (error, value: unknown) => {
      if (error) {
        done(isJson(text) ? forbiddenKey() : invalidJson('The body is not valid JSON.'));
        return;
      }
      // Valid UTF-8 and valid JSON hold neither NUL nor surrogates unless escaped. So most bodies need no walk.
      const path = text.includes('\\u') ? malformedPath(value) : undefined;
      if (path === undefined) done(null, value);
      else done(malformedText(path));
    });
  });
}

/** Fastify has one error for what is no JSON and for keys that it forbids. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
