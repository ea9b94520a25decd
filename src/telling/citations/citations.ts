import type { Answer, Passage } from '../../core';
import type { UrlCitation } from '../answer.schema';
import { answerOf, type Told } from '../told';
import { citationMarks } from '../../core';

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
 * What each `[n]` of the answer cites, by its number and then its place. A number that no source has is left out; two numbers in
 * one pair of brackets are two citations of one place.
 *
 * Programs (Open WebUI 0.12) look `[n]` up as the n-th of all titles and addresses that they were told, each counted once. So every
 * source has a title and an address of its own, and one that is not cited comes before those behind it, with an empty place.
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
  const { places, end } = placesIn(text);
  const last = Math.max(0, ...[...places.keys()].filter((number) => number <= passages.length));
  return namesOf(passages.slice(0, last), address)
    .flatMap((name, at) => (places.get(at + 1) ?? [end]).map((place) => ({ ...place, ...name })))
    .slice(0, MAX_CITATIONS);
}

type Place = Pick<UrlCitation, 'start_index' | 'end_index'>;

/** Where each number stands, and the place behind the text. */
function placesIn(text: string): { places: ReadonlyMap<number, Place[]>; end: Place } {
  const count = codePoints(text);
  const places = new Map<number, Place[]>();
  for (const { start, end, numbers } of citationMarks(text)) {
    const place = { start_index: count(start), end_index: count(end) };
    for (const number of new Set(numbers)) {
      const before = places.get(number);
      if (before) before.push(place);
      else places.set(number, [place]);
    }
  }
  const length = count(text.length);
  return { places, end: { start_index: length, end_index: length } };
}

/** Of each passage. Several notes may have one title, and several passages are of one note. */
function namesOf(
  passages: readonly Passage[],
  address: string,
): readonly Pick<UrlCitation, 'title' | 'url'>[] {
  const titles = new Set<string>();
  const urls = new Set<string>();
  return passages.map(({ title, documentId }) => ({
    title: another(titles, title, (number) => `${title} (${number})`),
    url: another(
      urls,
      `${address}/notes/${documentId}`,
      (number) => `${address}/notes/${documentId}#${number}`,
    ),
  }));
}

/** The text, or the first of its numbered forms that is not there yet. */
function another(taken: Set<string>, text: string, numbered: (number: number) => string): string {
  let found = text;
  for (let number = 2; taken.has(found); number += 1) found = numbered(number);
  taken.add(found);
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
