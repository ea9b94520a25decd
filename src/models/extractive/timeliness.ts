import type { PromptPassage } from '../../core';
import { isWhole } from './quotable';
import { quantitiesIn } from './quantities';
import type { Scored } from './score';

/** What says that a note, or a sentence, holds no longer. */
const SUPERSEDED =
  /\b(?:superseded|replaced by|obsolete|deprecated|outdated|out of date|no longer (?:valid|in force|applies|true|used|current)|withdrawn|revoked|cancelled|retired|überholt|ersetzt durch|veraltet|obsoleto|reemplazado por|remplacé par)\b/i;
/** What says that a note takes the place of another. */
const SUPERSEDES =
  /\b(?:supersedes|replaces|in force|takes the place of|instead of the (?:old|former|previous)|ersetzt (?:die|den|das)|reemplaza|remplace)\b/i;
/** Of a sentence about what was. */
const FORMER =
  /\b(?:until (?:now|then|recently)|used to|previously|formerly|at that time|back then|in the past|originally|^until|früher|bisher|antes|auparavant)\b/i;
const CURRENT =
  /\b(?:now|currently|as of|from now on|since|today|at present|in force|new|jetzt|derzeit|seit|ab|ahora|desde|actuellement|depuis)\b/i;
/** Of a question about what was, which the old note answers. */
const ABOUT_THE_PAST =
  /\b(?:old|former|formerly|previous|previously|original|originally|earlier|before|used to|back then|at that time|first decision|history|früher|alte|antes)\b/i;
const PAST_TENSE = /\b(?:was|were|did|had)\b/i;

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const MONTH =
  '(jan(?:uary?)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DATE = new RegExp(
  `\\b(?:(\\d{4})-(\\d{2})(?:-(\\d{2}))?|(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})|(?:(\\d{1,2})(?:st|nd|rd|th)?\\s+)?${MONTH}\\b\\.?(?:\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?!:))?(?:,?\\s+(\\d{4}))?|((?:19|20)\\d{2}))\\b`,
  'gi',
);

/** In lower case. "may" is no month without a number. */
const NAMED_DATE =
  /\b(?:january|february|march|april|may (?=\d)|june|july|august|september|october|november|december|(?:19|20)\d{2})/g;

/** A line that tells how a note stands. */
const STATUS =
  /^[^\w\n]{0,10}(?:status|state|note)[^\w\n]{1,6}(?:this (?:note|page|decision|document) (?:is|was|has been) )?(?:superseded|obsolete|deprecated|outdated|replaced|withdrawn|cancelled|retired|no longer)\b/im;

/** A day as a number that grows with time; without a year it is a day of any. */
interface Day {
  readonly year: number | null;
  readonly day: number;
}

function daysIn(text: string): Day[] {
  return Array.from(text.matchAll(DATE), (found) => {
    const [, isoYear, isoMonth, isoDay, day1, month2, year2, day3, name, day4, year3, bare] = found;
    const year = isoYear ?? year2 ?? year3 ?? bare;
    const month = Number(isoMonth ?? month2 ?? MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1);
    return {
      year: year === undefined ? null : Number(year),
      day: month * 31 + Number(isoDay ?? day1 ?? day3 ?? day4 ?? 0),
    };
  });
}

/** Lines that date a note: front matter, or a line with nothing else. */
const DATE_LINE =
  /^[^\w\n]{0,10}(?:(?:date|updated|last updated|created|published|as of|stand|datum|fecha)\W{1,5})?(\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2} \p{L}{3,9} \d{4}|\p{L}{3,9} \d{1,2}, \d{4})[^\w\n]{0,10}$/imu;

/** How well a note is known to hold, as far as the evidence tells. */
interface Standing {
  readonly isSuperseded: boolean;
  readonly dated: Day | null;
}

/** How near the best piece another note's must be to be about the same. */
const RIVAL = { score: 4.5, support: 0.6 } as const;

/**
 * Where two notes answer, what holds today comes first: not what is superseded, and of two dated notes the later one.
 * A question about the past keeps the order.
 * @param ranked best first
 */
export function withTimeliness(
  question: string,
  ranked: readonly Scored[],
  evidence: readonly PromptPassage[],
): readonly Scored[] {
  const best = ranked[0];
  if (!best || ABOUT_THE_PAST.test(question)) return ranked;
  if (PAST_TENSE.test(question) && namesDate(question)) return ofThatDate(question, ranked);
  const titleOf = ({ passage }: Scored): string => evidence[passage]?.title ?? '';
  const standings = new Map(evidence.map(({ title }) => [title, standingOf(title, evidence)]));
  const was = standings.get(titleOf(best));
  for (const piece of ranked.slice(1)) {
    const is = standings.get(titleOf(piece));
    if (!was || !is || piece.score < best.score - RIVAL.score) break;
    if (piece.support < best.support * RIVAL.support || isWhole(piece.form)) continue;
    if (titleOf(piece) === titleOf(best)) {
      if (!PAST_TENSE.test(question) && FORMER.test(best.text) && CURRENT.test(piece.text))
        return first(piece, ranked);
      continue;
    }
    if (was.isSuperseded && !is.isSuperseded && !namesDateOf(question, `${titleOf(best)} ${best.text}`)) {
      const rest = ranked.filter((other) => titleOf(other) !== titleOf(best));
      const under = SUPERSEDES.test(titleOf(piece)) ? titleOf(piece) : '';
      return first({ ...piece, under }, rest);
    }
    if (isLater(was.dated, is.dated) && !PAST_TENSE.test(question) && differ(best, piece))
      return first(piece, ranked);
  }
  return ranked;
}

/** "What was the fee in March?" asks for what held then, whatever came later: what names the date comes before what does not. */
function ofThatDate(question: string, ranked: readonly Scored[]): readonly Scored[] {
  const [best] = ranked;
  if (!best || namesDateOf(question, best.text)) return ranked;
  const dated = ranked.find(
    ({ text, score }) => score >= best.score - RIVAL.score && namesDateOf(question, text),
  );
  return dated ? first(dated, ranked) : ranked;
}

function namesDate(question: string): boolean {
  return question.toLowerCase().match(NAMED_DATE) !== null;
}

function first(piece: Scored, ranked: readonly Scored[]): Scored[] {
  const top = { ...piece, score: (ranked[0]?.score ?? 0) + 0.1 };
  return [top, ...ranked.filter(({ passage, at }) => passage !== piece.passage || at !== piece.at)];
}

function standingOf(title: string, evidence: readonly PromptPassage[]): Standing {
  const own = evidence.filter((passage) => passage.title === title);
  const isSuperseded = SUPERSEDED.test(title) || own.some(({ content }) => STATUS.test(content));
  const line = own.flatMap(({ content }) => DATE_LINE.exec(content)?.[1] ?? [])[0];
  return { isSuperseded, dated: daysIn(line ?? title)[0] ?? null };
}

/** A day without a year tells nothing against one with a year. */
function isLater(was: Day | null, is: Day | null): boolean {
  if (!was || !is || (was.year === null) !== (is.year === null)) return false;
  return (is.year ?? 0) * 400 + is.day > (was.year ?? 0) * 400 + was.day;
}

/** Both tell a quantity, and not the same. */
function differ(one: Scored, other: Scored): boolean {
  const [a, b] = [quantitiesIn(one.text), quantitiesIn(other.text)];
  return a.length > 0 && b.length > 0 && a[0]?.value !== b[0]?.value;
}

function namesDateOf(question: string, text: string): boolean {
  const asked = question.toLowerCase().match(NAMED_DATE) ?? [];
  return asked.some((date) => text.toLowerCase().includes(date));
}
