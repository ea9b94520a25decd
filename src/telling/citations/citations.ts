import type { Answer, Passage } from '../../core';
import type { UrlCitation } from '../answer.schema';
import { answerOf, type Told } from '../told';
import { citationMarks } from './citation-marks';

interface Known {
  readonly passages: readonly Passage[];
  readonly address: string;
  readonly citations: readonly UrlCitation[];
}

/** More of them come only from a model that says one thing for ever. */
const MAX_CITATIONS = 500;

const none: readonly UrlCitation[] = Object.freeze([]);

/** The citations of an answer that is cached, for as long as it lives: hits get the same object. */
const known = new WeakMap<Answer, Known>();

/**
 * What each `[n]` of the answer cites, in order. A number that no source has is left out; two numbers in one pair of brackets
 * are two citations of one place.
 *
 * @param address of this server, as {@link NoteAddresses} knows it; the note is at `/notes/:id` below it
 */
export function citationsOf(told: Told, address: string): readonly UrlCitation[] {
  const answer = answerOf(told);
  const { passages } = told.reply;
  if (passages.length === 0) return none;
  const before = known.get(answer);
  if (before?.passages === passages && before.address === address) return before.citations;
  const citations = read(answer.text, passages, address);
  known.set(answer, { passages, address, citations });
  return citations;
}

function read(text: string, passages: readonly Passage[], address: string): readonly UrlCitation[] {
  const count = codePoints(text);
  const found: UrlCitation[] = [];
  for (const { start, end, numbers } of citationMarks(text)) {
    const place = { start_index: count(start), end_index: count(end) };
    for (const passage of new Set(numbers.map((number) => passages[number - 1]))) {
      if (!passage) continue;
      if (found.length === MAX_CITATIONS) return found;
      found.push({ ...place, title: passage.title, url: `${address}/notes/${passage.documentId}` });
    }
  }
  return found;
}

/**
 * Counts characters of Unicode (code points) up to an offset that never goes back. OpenAI's document does not say what its
 * indices count. The texts of its servers are Python's, where `text[start_index:end_index]` is what is meant.
 */
function codePoints(text: string): (offset: number) => number {
  let at = 0;
  let count = 0;
  return (offset) => {
    for (; at < offset; at += 1) if (!isSecondHalf(text, at)) count += 1;
    return count;
  };
}

function isSecondHalf(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}
