import { type DataCut, kindOfBase64, MINIFIED } from './data-cut';
import { isOpaque, urlsIn } from './opaque-runs';

interface Line {
  /** Of what the line says, without indent and the marks of quotes. */
  readonly start: number;
  readonly text: string;
}

/** PEM wraps at 64, OpenSSH at 70 and MIME at 76. */
const MIN_WRAP_CHARS = 60;
const MIN_WRAPPED_LINES = 4;
const FULL = /^[A-Za-z0-9+/]+$/;
const LAST = /^[A-Za-z0-9+/]+={0,2}$/;
const HEXADECIMAL = /^[0-9a-fA-F]+$/;
/** SHA-256, SHA-384 and SHA-512 in hexadecimal. Lines of these are a list of what people look up. */
const DIGEST_CHARS: ReadonlySet<number> = new Set([64, 96, 128]);

/** Base64 over several lines of one length, as certificates, keys and attachments have it. */
export function wrappedData(text: string): DataCut[] {
  const lines = linesOf(text);
  const cuts: DataCut[] = [];
  for (let at = 0; at < lines.length;) {
    const { to, isData } = runFrom(lines, at);
    const first = lines[at];
    const last = lines[to - 1];
    if (isData && first && last) {
      const end = last.start + last.text.length;
      cuts.push({ start: first.start, end, ...wrappedKind(lines.slice(at, to)) });
    }
    at = to;
  }
  return cuts;
}

interface Run {
  /** The line behind it. */
  readonly to: number;
  readonly isData: boolean;
}

/** Lines that could be wrapped data, looked at as a whole and once; or a single other line. */
function runFrom(lines: readonly Line[], from: number): Run {
  const chars = lines[from]?.text.length ?? 0;
  let to = from;
  while (chars >= MIN_WRAP_CHARS && lines[to]?.text.length === chars && FULL.test(lines[to]?.text ?? ''))
    to += 1;
  if (!isData(lines.slice(from, to))) return { to: Math.max(to, from + 1), isData: false };
  return { to: endsData(lines[to]?.text ?? '', chars) ? to + 1 : to, isData: true };
}

function isData(full: readonly Line[]): boolean {
  if (full.length < MIN_WRAPPED_LINES || !isOpaque(full.map(({ text }) => text).join(''))) return false;
  const isDigests =
    DIGEST_CHARS.has(full[0]?.text.length ?? 0) && full.every(({ text }) => HEXADECIMAL.test(text));
  return !isDigests;
}

/** A last line of letters alone may be a word. */
function endsData(line: string, chars: number): boolean {
  return line !== '' && line.length <= chars && LAST.test(line) && /[0-9+/=]/.test(line);
}

function wrappedKind(lines: readonly Line[]): Pick<DataCut, 'kind' | 'bytes'> {
  return kindOfBase64(lines.map(({ text }) => text).join(''));
}

/** A paragraph may be one line of any length. It has blanks, or letters of a script that needs none. */
const MIN_MINIFIED_CHARS = 1_000;
/** English has 16–18 % blanks, and code that people write no less with its indents. */
const MAX_BLANK = 0.06;
/** Minified styles have 12 % and more of these, scripts and JSON 20 %. A list of names, set apart by `; `, has 6 %. */
const MIN_PUNCTUATION = 0.1;
const PUNCTUATION = /[{}()[\]<>=:;,"'&|!?+*]/g;
const MIN_ASCII = 0.9;
const MIN_ALPHANUMERIC = 0.3;

/**
 * Lines that a program wrote for programs: scripts, styles and JSON without blanks. Addresses and what is cut already do
 * not count.
 * @param cuts in order
 */
export function minifiedLines(text: string, cuts: readonly DataCut[]): DataCut[] {
  let nth = 0;
  return linesOf(text).flatMap((line) => {
    const end = line.start + line.text.length;
    if (line.text.length < MIN_MINIFIED_CHARS) return [];
    const rest: string[] = [];
    let from = line.start;
    while ((cuts[nth]?.end ?? Infinity) <= line.start) nth += 1;
    for (let cut = cuts[nth]; cut && cut.start < end; cut = cuts[++nth]) {
      rest.push(text.slice(from, Math.max(from, cut.start)));
      from = Math.max(from, cut.end);
    }
    rest.push(text.slice(from, Math.max(from, end)));
    return isMinified(rest.map(withoutUrls).join('')) ? [{ start: line.start, end, kind: MINIFIED }] : [];
  });
}

function withoutUrls(text: string): string {
  let from = 0;
  const rest = urlsIn(text).map(({ start, end }) => {
    const before = text.slice(from, start);
    from = end;
    return before;
  });
  return rest.join('') + text.slice(from);
}

function isMinified(line: string): boolean {
  if (line.length < MIN_MINIFIED_CHARS) return false;
  const share = (pattern: RegExp): number => (line.match(pattern)?.length ?? 0) / line.length;
  const isCode = share(/\s/g) < MAX_BLANK && share(PUNCTUATION) >= MIN_PUNCTUATION;
  return isCode && share(/[\x00-\x7f]/g) >= MIN_ASCII && share(/[A-Za-z0-9]/g) >= MIN_ALPHANUMERIC;
}

const LINE = /[^\r\n]+/g;
const MARKS = /^[\s>]*/;

function linesOf(text: string): Line[] {
  return Array.from(text.matchAll(LINE), ({ 0: line, index }) => {
    const marks = MARKS.exec(line)?.[0].length ?? 0;
    return { start: index + marks, text: line.slice(marks).trimEnd() };
  });
}
