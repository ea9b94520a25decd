/** What a paragraph is beside prose: questions, fields, data about the note. */

/** What ends a question, and the marks that may stand behind it. */
const QUESTION = /[?？؟;][\s"'”’»)\]*_~]*$/u;

/** A question in the notes is never an answer. What follows it is. */
export function isQuestion(sentence: string): boolean {
  const text = sentence.trim();
  return /[?？؟]/.test(text.slice(-8)) && QUESTION.test(text) && !text.endsWith(';');
}

/** Beginnings of a line of questions and answers. */
const DIALOGUE =
  /^(?:\*\*|__)?(?:Q|A|Question|Answer|Frage|Antwort|F|P|R)\d{0,3}(?:(?:\*\*|__)?[:.]|[:.](?:\*\*|__))\s*\S/i;

/** A name, a colon, a value; the name may be bold. */
const FIELD = /^(?:\*\*|__)?\p{L}[\p{L}\p{N} _/.()-]{0,39}(?:(?:\*\*|__)?:|:(?:\*\*|__))\s+\S/u;
/** Said of a note and seldom of what it is about. A lone line with one of them is a field already. */
const ABOUT_NOTES =
  /^\W*(?:date|created|updated|last updated|modified|published|tags?|stability|keywords|categor(?:y|ies)|aliases|status|author|by|owner|version|datum|erstellt|stand|fecha|etiquetas|mots-clés)\b/i;

export interface LinesFound {
  readonly type: 'lines' | 'fields';
  readonly lines: readonly string[];
}

/** @returns the name of a field that tells of the note; null when it tells of something else */
export function nameAboutNote(field: string): string | null {
  return ABOUT_NOTES.exec(field)?.[0] ?? null;
}

/** @returns the lines of a paragraph that is none, each to be quoted by itself; null for prose */
export function linesOf(paragraph: string): LinesFound | null {
  const lines = paragraph.split('\n').filter((line) => line.trim() !== '');
  if (lines.some((line) => DIALOGUE.test(line))) return { type: 'lines', lines: joined(lines, DIALOGUE) };
  const areFields =
    lines.every((line) => FIELD.test(line)) && (lines.length > 1 || ABOUT_NOTES.test(lines[0] ?? ''));
  if (areFields) return { type: 'fields', lines };
  // Lines that begin in bold, as in a list without marks.
  const isBold = lines.length > 1 && lines.every((line) => /^(?:\*\*|__)\S/.test(line));
  return isBold ? { type: 'fields', lines } : null;
}

/** A line that begins otherwise goes on from the one before. */
function joined(lines: readonly string[], begins: RegExp): string[] {
  const whole: string[] = [];
  for (const line of lines) {
    if (whole.length === 0 || begins.test(line)) whole.push(line);
    else whole.push(`${whole.pop() ?? ''}\n${line}`);
  }
  return whole;
}

const DATE_WORDS =
  /\b(?:\d{1,4}(?:st|nd|rd|th)?|jan(?:uary?)?|feb(?:ruary?)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|(?:mon|tues|wednes|thurs|fri|satur|sun)day|am|pm|of|at|the|date|datum|fecha|updated|created|z|t\d\d)\b/giu;

/** A date, tags, or pictures alone: they say nothing of what the note is about. */
export function isAboutNote(text: string): boolean {
  const bare = text
    .replace(/!?\[\[[^[\]]{0,300}\]\]|\[?!\[[^\]]{0,300}\]\([^)]{0,500}\)(?:\]\([^)]{0,500}\))?/g, '')
    .replace(/(?<![\p{L}\p{N}])#[\p{L}\p{N}_/-]+/gu, '')
    .replace(DATE_WORDS, '');
  return !/[\p{L}\p{N}]/u.test(bare);
}

/** A paragraph of `Term` and lines of `: definition`. */
export function definitionsOf(paragraph: string): LinesFound | null {
  if (!/^[^\n:].*\n(?::[ \t]+.*(?:\n|$))/.test(paragraph)) return null;
  const text = paragraph.replace(/\n:[ \t]+/, ': ').replaceAll(/\n:?[ \t]*/g, ' ');
  return { type: 'fields', lines: [text] };
}

/** Rows of a table whose header is elsewhere. */
export function pipedRows(paragraph: string): LinesFound | null {
  const lines = paragraph.split('\n');
  if (!lines.every((line) => /^\s*\|.*\|/.test(line))) return null;
  const rows = lines.filter((line) => /[^|\s:-]/.test(line));
  return { type: 'fields', lines: rows.map((line) => line.trim().replace(/^\|\s*|\s*\|$/g, '')) };
}

const CALLOUT = /^\[![\w-]+\][+-]?[ \t]*(.*)(?:\n|$)/;
const ADMONITION = /^(?::{3,}|!{3}|\?{3}\+?)[ \t]*(?:\{?[\w-]+\}?)?[ \t]*["']?(.*?)["']?[ \t]*(?:\n|$)/;

/** @returns the title of a callout or admonition that a paragraph begins with, and what stands behind it */
export function calloutOf(paragraph: string): { readonly title: string; readonly rest: string } | null {
  const found = CALLOUT.exec(paragraph) ?? ADMONITION.exec(paragraph);
  if (!found) return null;
  return {
    title: found[1] ?? '',
    rest: paragraph.slice(found[0].length).replace(/(?:^|\n):{3,}[ \t]*$/, ''),
  };
}

/** Whether it points ahead, to the block that follows. */
export function announces(sentence: string): boolean {
  return (
    /[:：]["'*_)\s]*$/.test(sentence) ||
    /\b(?:following|as follows|below|folgende[nrs]?|siguientes?|suivante?s?|seguenti|hieronder|volgende)\b/i.test(
      sentence,
    )
  );
}

/** Marks of emphasis that a cut has parted from their other half are taken off. */
export function balanced(sentence: string): string {
  let text = sentence;
  for (const mark of ['**', '__', '~~', '==']) {
    if (!text.includes(mark) || text.split(mark).length % 2 === 1) continue;
    text = text.startsWith(mark) ? text.slice(mark.length) : text.replace(mark, '');
  }
  return text.trim();
}

export function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
