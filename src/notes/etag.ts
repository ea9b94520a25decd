import { NoteError } from './note.error';
import type { Expected } from './notes.service';

/** A strong validator (RFC 9110 section 8.8.3): the note's version. */
export function etagOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}

const ENTITY_TAG = '(?:W/)?"[^"]*"';
const TAG_LIST = new RegExp(`^\\s*${ENTITY_TAG}(?:\\s*,\\s*${ENTITY_TAG})*\\s*$`);
const OUR_TAGS = /(W\/)?"(\d{1,9})"/g;

/**
 * The versions that an `If-Match` header names (RFC 9110 section 13.1.1). Its comparison is strong: a weak tag names
 * none, and neither does a tag that we never gave out.
 *
 * @throws {NoteError} `precondition_required` without a header
 */
export function expectedVersions(ifMatch: string | undefined): Expected {
  if (ifMatch === undefined) {
    throw new NoteError(
      'precondition_required',
      'An edit must say which version of the note it was made on.',
    );
  }
  if (ifMatch.trim() === '*') return 'any';
  if (!TAG_LIST.test(ifMatch)) return [];
  return [...ifMatch.matchAll(OUR_TAGS)].flatMap(([, weak, version]) => (weak ? [] : [Number(version)]));
}
