import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
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

/**
 * Makes JSON the only body that is parsed. Everything else is a 415, also JSON inside `text/plain` or a form. A web
 * page may post those types to any server without asking it first (Fetch, "CORS-safelisted").
 */
export function acceptJsonOnly(instance: FastifyInstance): void {
  const parse = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser(JSON_IN_UTF8, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    // Decoding would replace broken bytes silently, so they are refused first.
    if (!isUtf8(body)) {
      done(invalidJson('The body is not valid UTF-8.'));
      return;
    }
    const text = body.toString('utf8');
    void parse(request, text, (error, value: unknown) => {
      if (error) {
        done(invalidJson('The body is not valid JSON, or has a forbidden key such as __proto__.'));
        return;
      }
      // Valid UTF-8 and valid JSON hold neither NUL nor surrogates unless escaped. So most bodies need no walk.
      const path = text.includes('\\u') ? malformedPath(value) : undefined;
      if (path === undefined) done(null, value);
      else done(malformedText(path));
    });
  });
}
