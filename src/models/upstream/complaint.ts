import { APIError } from 'openai';

/** Longest text of a server that is told, in characters: its first sentence or two. */
const MAX_TOLD_CHARS = 240;

/** A run of so many words that also stands in what was sent is taken for a quotation. */
const QUOTED_WORDS = 3;

/** A word of so many characters is taken for a quotation by itself; shorter ones are in everybody's vocabulary. */
const TELLING_CHARS = 7;

/** Keys, hashes and the like, also in quotation marks: a mask of asterisks, or a long word with digits in it. */
const SECRET_LOOKING = /\*{2,}|(?=[\w+/=.:-]*\d)[\w+/=.:-]{20,}|(?<!\w)sk-/u;

/** Scripts that put no space between words: two characters of them are as telling as a long word. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Names of what a request may say: no words of a person, also where a person wrote them. */
const FIELDS = new Set([
  'temperature',
  'max tokens',
  'max completion tokens',
  'top p',
  'presence penalty',
  'frequency penalty',
  'stream options',
  'include usage',
  'messages',
]);

const HIDDEN = '…';

/** What words mean when a server says that it does not take a parameter. */
const COMPLAINS =
  /unsupported|not (?:supported|permitted|allowed|recogni[sz]ed|available)|un(?:recogni[sz]ed|known|expected)|extra|invalid|does not (?:support|accept)|deprecated|forbidden|only the default/iu;

/** The client's error, whose types say `any` of what came over the wire. */
interface TypelessError {
  readonly status: unknown;
  readonly code: unknown;
  readonly type: unknown;
  readonly param: unknown;
  /** The body, or what it has under `error`. */
  readonly error: unknown;
}

/**
 * What a server says of a request that it does not take. Servers quote prompts and keys in it, so its text is kept from logs, and
 * `words` tells it without what was sent.
 */
export class Complaint {
  readonly status: number | null;
  /** The server's own name for it, such as `unsupported_value`. */
  readonly code: string | null;
  readonly #param: string | null;
  readonly #message: string;
  readonly #body: string;

  constructor(error: TypelessError) {
    const { status, param } = error;
    const code = error.code ?? error.type;
    this.status = typeof status === 'number' ? status : null;
    this.code = typeof code === 'string' && /^[\w.-]{1,64}$/u.test(code) ? code : null;
    this.#param = typeof param === 'string' ? param : null;
    this.#body = textOf(error.error).replaceAll('\\', '');
    this.#message = messageIn(error.error) ?? '';
  }

  /**
   * Whether it is about a parameter of the request, by the field that OpenAI has for it, by a path of a validator, or in words.
   * @param parameter its name in the request, such as `stream_options`
   */
  names(parameter: string): boolean {
    if (this.#param !== null) return this.#param === parameter || this.#param.startsWith(`${parameter}.`);
    if (!COMPLAINS.test(this.#body)) return false;
    const quoted = `["'\`“]${parameter}["'\`”]`;
    const introduced = `(?:argument|parameter|property|field|keyword|key|option|input)s?(?: supplied| name)?:? ${parameter}\\b`;
    const judged = `\\b${parameter} (?:(?:is|was|does|has been) not|is (?:un|deprecated|invalid))`;
    return new RegExp(`${quoted}|${introduced}|${judged}`, 'iu').test(this.#body);
  }

  /** Whether its text, or the parameter that it names, is about something. */
  speaksOf(pattern: RegExp): boolean {
    return pattern.test(this.#param ?? '') || pattern.test(this.#body);
  }

  /**
   * The server's own words, without what could be somebody's.
   * @param sent the texts of the request; what is quoted of them is left out
   */
  words(sent: readonly string[]): string {
    const said = unescaped(this.#message)
      .slice(0, 4 * MAX_TOLD_CHARS)
      .split(/\s+/u)
      .filter((word) => word !== '');
    const known = sent.map(folded).join(' ');
    const isQuoted = said.map((word) => SECRET_LOOKING.test(word) || tellsOf(word, known));
    // Servers put quotations between brackets, colons and quotation marks, so runs are of the words within.
    const within = said.flatMap((word, at) => wordsIn(word).map((text) => ({ text, at })));
    for (let start = 0; start + QUOTED_WORDS <= within.length; start++) {
      const run = within.slice(start, start + QUOTED_WORDS);
      if (known.includes(run.map(({ text }) => text).join(' ')))
        for (const { at } of run) isQuoted[at] = true;
    }
    const told = said.map((word, at) => (isQuoted[at] ? HIDDEN : word)).join(' ');
    const once = told.replaceAll(/…(?: …)+/gu, HIDDEN);
    return once.length <= MAX_TOLD_CHARS ? once : `${once.slice(0, MAX_TOLD_CHARS)}${HIDDEN}`;
  }
}

/** @returns null for what is not an answer of the server */
export function complaintOf(error: unknown): Complaint | null {
  return error instanceof APIError && error.error !== undefined ? new Complaint(error) : null;
}

/** Whether a word, or one within it, gives away a text that was sent. */
function tellsOf(word: string, known: string): boolean {
  if (FIELDS.has(folded(word))) return false;
  return wordsIn(word).some((text) => {
    if (FIELDS.has(text)) return false;
    if (UNSPACED.test(text)) return pairsIn(text).some((pair) => known.includes(pair));
    return (text.length >= TELLING_CHARS || /\d/u.test(text)) && known.includes(text);
  });
}

function pairsIn(text: string): string[] {
  const characters = Array.from(text);
  return characters.slice(1).map((second, at) => (characters[at] ?? '') + second);
}

function wordsIn(text: string): string[] {
  return folded(text)
    .split(' ')
    .filter((word) => word !== '');
}

function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/** JSON within a text has its quotation marks, line breaks and letters escaped. */
function unescaped(text: string): string {
  return text
    .replaceAll(/\\u([\da-f]{4})/giu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\[nrt"'\\/]/gu, ' ');
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body ?? '');
}

/** `message`, `detail`, or the first text of a validator's list: what servers call it. */
function messageIn(body: unknown): string | null {
  if (typeof body === 'string') return body;
  if (Array.isArray(body)) return messageIn(body[0]);
  if (typeof body !== 'object' || body === null) return null;
  for (const name of ['message', 'detail', 'msg', 'error']) {
    if (!(name in body)) continue;
    const found = messageIn((body as Readonly<Record<string, unknown>>)[name]);
    if (found !== null) return found;
  }
  return null;
}
