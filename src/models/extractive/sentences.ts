/**
 * Cuts a passage of Markdown into what may be quoted: sentences, list items, table rows, lines of code. It scans
 * lines, because passages are fragments that no parser sees whole, and because an answer may take 5 ms in all.
 */

/** A quotable piece of a passage. */
export interface Sentence {
  /** As written, without list bullets, quote marks and outer table pipes. White space is folded. Never empty. */
  readonly text: string;
  /** The lines above it. First the last heading; then, over items, rows and code, the table header or the line ending in ":". */
  readonly context: readonly string[];
  /** Whether it goes on from the sentence before it in the passage. */
  readonly follows: boolean;
}

/** Headings and table headers are context and never quoted. Rows and code are quoted whole, the others by sentence. */
interface Block {
  readonly kind: 'heading' | 'header' | 'row' | 'item' | 'prose';
  text: string;
}

const FENCE = /^ {0,3}(?:```|~~~)/;
const HEADING = /^ {0,3}#{1,6}[ \t]/;
/** Thematic breaks, setext underlines, and the rule under a table's header. */
const RULE = /^[\s|:=*_-]*$/;
const TABLE_ROW = /^\s*\|/;
const ITEM = /^\s*(?:[-*+•]|\d{1,3}[.)])\s/;
const BLOCK_MARKS = /^\s*(?:>\s?)*\s*(?:#{1,6}\s|[-*+•]\s|\d{1,3}[.)]\s|\|)?/;

/** @returns the quotable pieces of a passage, in reading order */
export function sentencesOf(content: string): Sentence[] {
  const sentences: Sentence[] = [];
  let heading = '';
  let lead = '';
  for (const { kind, text } of blocksOf(content)) {
    if (kind === 'heading') heading = text;
    if (kind === 'header') lead = text;
    if (kind === 'heading' || kind === 'header') continue;
    if (kind === 'prose') lead = '';
    const context = [heading, lead].filter((line) => line !== '');
    const pieces = kind === 'row' ? [text] : splitProse(text);
    pieces.forEach((piece, at) =>
      sentences.push({ text: piece, context, follows: at > 0 || kind === 'prose' }),
    );
    if (text.endsWith(':')) lead = pieces.at(-1) ?? '';
  }
  return sentences;
}

function blocksOf(content: string): Block[] {
  const blocks: Block[] = [];
  const lines = content.split(/\r\n|\r|\n/);
  let fenced = false;
  let open: Block | undefined;
  lines.forEach((line, at) => {
    const fence = FENCE.test(line);
    if (fence) fenced = !fenced;
    if (fence || RULE.test(line)) {
      open = undefined;
      return;
    }
    const kind = fenced ? 'row' : kindOf(line, lines[at + 1]);
    const text = fenced ? fold(line) : fold(line.replace(BLOCK_MARKS, '')).replace(/ ?\|$/, '');
    if (text === '') return;
    if (kind === 'prose' && open) {
      open.text += ` ${text}`;
      return;
    }
    const block = { kind, text };
    blocks.push(block);
    open = kind === 'prose' || kind === 'item' ? block : undefined;
  });
  return blocks;
}

function kindOf(line: string, next = ''): Block['kind'] {
  if (HEADING.test(line)) return 'heading';
  if (TABLE_ROW.test(line)) return next.includes('-') && RULE.test(next) ? 'header' : 'row';
  return ITEM.test(line) ? 'item' : 'prose';
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * UAX #29 segmentation takes 0.02 ms a paragraph, and knows every script, decimals and quotation marks. Rules alone
 * would have to learn all of that. What it cuts after initials and abbreviations is joined again.
 */
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof st mt sr jr gen col capt lt sgt rev hon gov sen rep pres vs v c ca cf approx est nos vol pp ch fig ' +
    'figs eq ed eds dept univ jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e u.s u.k u.n b.c a.d d.c ph.d sra bzw z.b nr'
  ).split(' '),
);
/** In characters, more than a passage has. */
const WINDOW = 4_000;
const LAST_WORD = /([\p{L}.]{1,8})\.\s*$/u;

function splitProse(text: string): string[] {
  const sentences: string[] = [];
  let open = '';
  let last = '';
  for (const segment of segmentsOf(text)) {
    if (open !== '' && !goesOn(last, segment)) {
      sentences.push(open.trim());
      open = '';
    }
    open += segment;
    last = segment;
  }
  if (open !== '') sentences.push(open.trim());
  return sentences;
}

/** V8's time grows with the square of a text's sentences: 280 ms for 40,000 characters. So long paragraphs go in windows. */
function segmentsOf(text: string): string[] {
  const segments: string[] = [];
  for (let rest = text; rest !== '';) {
    const window = rest.slice(0, WINDOW);
    const end = window.length < rest.length ? window.lastIndexOf(' ') + 1 || WINDOW : window.length;
    segments.push(...Array.from(segmenter.segment(rest.slice(0, end)), ({ segment }) => segment));
    rest = rest.slice(end);
  }
  return segments;
}

/** Whether a cut was wrong: after an initial or abbreviation, or after a quoted question inside a sentence. */
function goesOn(before: string, after: string): boolean {
  // Only the end is searched, so that a long sentence is not read again. The longest abbreviation fits in it.
  const end = before.slice(-12);
  if (/["”’)]\s*$/u.test(end) && /^\p{Ll}/u.test(after)) return true;
  const word = LAST_WORD.exec(end)?.[1];
  return word !== undefined && (/^\p{Lu}$/u.test(word) || ABBREVIATIONS.has(word.toLowerCase()));
}
