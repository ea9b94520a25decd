import { type DataCut, DATA, decodedBytes } from './data-cut';

/** Code and pages that explain data URIs show short ones, which stay. */
const MIN_CHARS = 200;
/** Of a picture's description. Nobody's is longer, and the search for its bracket ends here. */
const MAX_LABEL_CHARS = 500;

/** RFC 2397. Each quantifier is bounded, so that no text makes the search slow. */
const HEAD =
  /\bdata:(?<type>[a-z]{1,20}\/[\w.+-]{1,80})?(?:;[\w.-]{1,40}=[\w.+-]{1,80}){0,4}(?<base64>;base64)?,/gi;
/** Some programs wrap it. A short last line belongs to it when what encloses the address ends behind it. */
const BASE64 = /[\w+/=%-]*(?:\r?\n[\w+/=%-]{40,})*(?:\r?\n[\w+/=%-]+(?=["')>]))?/y;
const TEXT = /[^\s"'`()<>\\]*/y;
/** The rest of a Markdown link: what may close the address, its title, and the bracket. */
const CLOSING = /["'>]?(?:[ \t]{1,4}(?:"(?<double>[^"\n]{0,300})"|'(?<single>[^'\n]{0,300})'))?[ \t]{0,4}\)/y;

/** Data URIs. A Markdown image or link to one is a cut as a whole, and its description stays. */
export function dataUris(text: string): DataCut[] {
  const cuts: DataCut[] = [];
  HEAD.lastIndex = 0;
  for (let head = HEAD.exec(text); head; head = HEAD.exec(text)) {
    const { type = '', base64 } = head.groups ?? {};
    const from = HEAD.lastIndex;
    const end = endOf(base64 === undefined ? TEXT : BASE64, text, from);
    // What is behind the payload is looked at next, and no payload twice.
    HEAD.lastIndex = end;
    const chars = end - from;
    if (chars < MIN_CHARS) continue;
    const bytes = base64 === undefined ? chars : decodedBytes(chars);
    cuts.push({ ...linkAround(text, { start: head.index, end }), kind: kindOf(type), bytes });
  }
  return cuts;
}

function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  pattern.exec(text);
  return pattern.lastIndex;
}

function kindOf(type: string): string {
  const [top = '', sub = ''] = type.toLowerCase().split('/');
  if (['image', 'audio', 'video', 'font'].includes(top)) return `${top} data`;
  if (sub === 'pdf') return 'PDF data';
  return /font/.test(sub) ? 'font data' : DATA;
}

function linkAround(
  text: string,
  { start, end }: { start: number; end: number },
): Pick<DataCut, 'start' | 'end' | 'label'> {
  const opening = /\]\([ \t]{0,4}<?$/.exec(text.slice(Math.max(0, start - 7), start))?.[0];
  CLOSING.lastIndex = end;
  const closing = CLOSING.exec(text);
  if (opening === undefined || !closing) return { start, end };
  const close = start - opening.length;
  const open = openingBracket(text, close);
  if (open === undefined) return { start, end };
  const title = closing.groups?.['double'] ?? closing.groups?.['single'] ?? '';
  const label = [text.slice(open + 1, close), title].filter((words) => words.trim() !== '').join(' ');
  return { start: text[open - 1] === '!' ? open - 1 : open, end: CLOSING.lastIndex, label };
}

/** @returns offset of the bracket that `close` belongs to, in the same paragraph */
function openingBracket(text: string, close: number): number | undefined {
  let depth = 0;
  for (let at = close; at >= 0 && close - at <= MAX_LABEL_CHARS; at -= 1) {
    if (text[at] === ']') depth += 1;
    else if (text[at] === '[') depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}
