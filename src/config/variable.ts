import { z } from 'zod';

/**
 * The kinds of environment variable. Each states what it allows once: the error message and `.env.example`
 * both read it. A message shows the refused text only where that text cannot hold a secret.
 */

/** What is known about a variable beside its type and its sentence. */
interface VariableMeta {
  /** What is allowed, to follow "must be". */
  readonly allowed: string;
  /** Never shown, and also read from a file named by `NAME_FILE`. */
  readonly secret?: true;
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

const mustBe = (allowed: string) => ({
  error: (issue: { readonly input?: unknown }): string =>
    `is ${JSON.stringify(issue.input)}, but must be ${allowed}`,
});

/** Digits only: `Number()` would also take "0x10", "1e3", " 5 " and the empty string. */
export function whole(bounds: Bounds) {
  const allowed = `a whole number from ${bounds.min} to ${bounds.max}`;
  return decimals(/^\d{1,15}$/, allowed, bounds);
}

const PLAIN_DECIMAL = /^\d{1,15}(\.\d{1,15})?$/;

/** A number in plain decimal notation. */
export function amount(bounds: Bounds) {
  const allowed = `a number from ${bounds.min} to ${bounds.max}`;
  return decimals(PLAIN_DECIMAL, allowed, bounds);
}

/** The same without the bounds themselves. */
export function between({ above, below }: { readonly above: number; readonly below: number }) {
  const allowed = `a number above ${above} and below ${below}`;
  const isInside = (text: string): boolean => Number(text) > above && Number(text) < below;
  return z
    .string()
    .refine((text) => PLAIN_DECIMAL.test(text) && isInside(text), mustBe(allowed))
    .transform(Number)
    .meta({ allowed });
}

function decimals(notation: RegExp, allowed: string, { min, max }: Bounds) {
  const within = (text: string): boolean => notation.test(text) && Number(text) >= min && Number(text) <= max;
  return z.string().refine(within, mustBe(allowed)).transform(Number).meta({ allowed });
}

/** `true`, `false`, `1` or `0`; "yes" and "off" are refused rather than guessed at. */
export function flag() {
  const allowed = 'true, false, 1 or 0';
  return z
    .enum(['true', 'false', '1', '0'], mustBe(allowed))
    .transform((text) => text === 'true' || text === '1')
    .meta({ allowed });
}

/** One of a few words. */
export function choice<const Word extends string>(words: readonly [Word, ...Word[]], note = '') {
  const allowed = `${words.length > 1 ? 'one of ' : ''}${words.join(', ')}${note}`;
  return z.enum(words, mustBe(allowed)).meta({ allowed });
}

/** Free text, such as a path or a model's name. */
export function text() {
  return z.string().meta({ allowed: 'text' });
}

/** Words separated by commas. */
export function list() {
  const split = (line: string): readonly string[] => line.split(',').map((word) => word.trim());
  return z
    .string()
    .transform((line) => split(line).filter((word) => word !== ''))
    .meta({ allowed: 'words separated by commas' });
}

/** An http(s) address without a trailing slash. Never shown when wrong, for it may carry a password. */
export function httpUrl() {
  const allowed = 'an http:// or https:// URL';
  return z
    .url({ protocol: /^https?$/, error: `must be ${allowed}` })
    .transform((url) => url.replace(/\/+$/, ''))
    .meta({ allowed });
}

/** Origins of web pages as browsers send them, or `*`. "null" is none: any page can have it, from inside of a sandbox. */
export function origins() {
  const allowed = 'origins such as https://app.example separated by commas, or *';
  return list()
    .refine((all) => all.every(isOrigin) || all.join() === '*', { error: `must be ${allowed}` })
    .transform((all) => all.map(originOf))
    .meta({ allowed });
}

/** Browsers leave out a scheme's own port. Schemes of desktop programs (`app://obsidian.md`) have no rules for theirs. */
function originOf(origin: string): string {
  return /^https?:/i.test(origin) ? new URL(origin).origin : origin.toLowerCase();
}

function isOrigin(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@\\*]+$/i.test(value) && URL.canParse(value);
}

/** An http(s) address that paths are appended to. It is shown to everybody, so it may hold no password. */
export function publicUrl() {
  const allowed = 'an http:// or https:// URL without a password, query or fragment';
  const isBase = (value: string): boolean => {
    const { username, password, search, hash } = new URL(value);
    return `${username}${password}${search}${hash}` === '' && !/[?#\s]/.test(value);
  };
  return z
    .string()
    .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value) && isBase(value), {
      error: `must be ${allowed}`,
    })
    .transform((value) => new URL(value).href.replace(/\/+$/, ''))
    .meta({ allowed });
}

/** RFC 9110 section 5.1. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/;
/** Of these Node keeps the first when they are repeated, or all as a list (`IncomingMessage.headers`), and HTTP needs them. */
const HTTP_OWN =
  /^(accept|age|authorization|connection|content-.*|cookie|etag|expires|from|host|if-.*|last-modified|location|max-forwards|proxy-authorization|referer|retry-after|server|set-cookie|transfer-encoding|user-agent)$/i;

/** The name of a request header, in lower case as Node has it. */
export function headerName() {
  const allowed = "a header's name that HTTP itself has no use for";
  const isFree = (name: string): boolean => HEADER_NAME.test(name) && !HTTP_OWN.test(name);
  return z
    .string()
    .refine(isFree, mustBe(allowed))
    .transform((name) => name.toLowerCase())
    .meta({ allowed });
}

/** A secret that `accepts` finds well formed. */
export function secret(allowed: string, accepts: (value: string) => boolean) {
  const meta: VariableMeta = { allowed, secret: true };
  return z
    .string()
    .refine(accepts, { error: `must be ${allowed}` })
    .meta({ ...meta });
}
