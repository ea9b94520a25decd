import { type DataCut, kindOfBase64 } from './data-cut';

/**
 * What people look up stays: a SHA-512 in hexadecimal has 128 characters, and keys of OpenAI's API have 164. A run of
 * this length is a signed token, a public key or a file.
 */
const MIN_CHARS = 200;
/** No word and no path is so long, whatever it looks like. */
const ABSURD_CHARS = 1_000;
/** Browsers and chat programs cut longer addresses. A run within a shorter one is a part of what people click. */
const MAX_URL_CHARS = 1_000;

const RUN = /[\w+/=%.-]+/g;
const ADDRESS = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>"'`)\]]*/gi;

/** Runs of base64, hexadecimal and the like that are longer than anything that people say or look up. */
export function opaqueRuns(text: string): DataCut[] {
  const runs = Array.from(text.matchAll(RUN)).filter(([{ length }]) => length >= MIN_CHARS);
  if (runs.length === 0) return [];
  const urls = urlsIn(text).filter(({ start, end }) => end - start <= MAX_URL_CHARS);
  const cuts: DataCut[] = [];
  let nth = 0;
  for (const { 0: whole, index } of runs) {
    const leading = /^[.-]*/.exec(whole)?.[0].length ?? 0;
    const start = index + leading;
    while ((urls[nth]?.end ?? Infinity) <= start) nth += 1;
    // An address may follow without a blank. The characters of its scheme are those of a run.
    const end = Math.min(index + whole.length, urls[nth]?.start ?? Infinity);
    const run = withoutDots(text.slice(start, end));
    if (run.length < MIN_CHARS || !isOpaque(run)) continue;
    cuts.push({ start, end: start + run.length, ...kindOfBase64(run) });
  }
  return cuts;
}

/** In order. */
export function urlsIn(text: string): { readonly start: number; readonly end: number }[] {
  return Array.from(text.matchAll(ADDRESS), ({ 0: url, index }) => ({
    start: index,
    end: index + url.length,
  }));
}

/** By hand, because a pattern that ends at the end looks from every dot on. */
function withoutDots(run: string): string {
  let end = run.length;
  while (end > 0 && (run[end - 1] === '.' || run[end - 1] === '-')) end -= 1;
  return run.slice(0, end);
}

/**
 * Of letters and digits. In random base64, 25 % of the neighbours are a letter and a digit, in hexadecimal 47 %. In
 * paths and identifiers they are few, because their digits stand together.
 */
const MIN_CHANGES = 0.1;
/** Of a run of absurd length. The rest may be a line that somebody drew. */
const MIN_ALPHANUMERIC = 0.5;

/** Whether a run looks drawn at random: its letters and digits take turns. */
export function isOpaque(run: string): boolean {
  let alphanumeric = 0;
  let changes = 0;
  let before = OTHER;
  for (let at = 0; at < run.length; at += 1) {
    const now = classOf(run.charCodeAt(at));
    if (now !== OTHER) alphanumeric += 1;
    if (now !== before && now !== OTHER && before !== OTHER) changes += 1;
    before = now;
  }
  if (run.length >= ABSURD_CHARS) return alphanumeric >= run.length * MIN_ALPHANUMERIC;
  return changes >= alphanumeric * MIN_CHANGES;
}

const OTHER = 0;
const DIGIT = 1;
const LETTER = 2;

function classOf(code: number): number {
  if (code >= 48 && code <= 57) return DIGIT;
  const small = code | 32;
  return small >= 97 && small <= 122 ? LETTER : OTHER;
}
