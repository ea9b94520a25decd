import { announces } from './prose';
import { quantitiesIn } from './quantities';
import type { Question } from './question';
import { isWhole, type Quotable, type Whole } from './quotable';
import type { Wanted } from './wanted';

/** Added to blocks as wholes of the form that is wanted. Nobody wants a whole table or list who asks for one thing. */
const WHOLES: Readonly<Record<Wanted, Readonly<Record<Whole['type'], number>>>> = {
  steps: { code: 1, list: 2, table: -2, section: 2.5 },
  list: { code: -2, list: 2, table: 1.5, section: -9 },
  code: { code: 3, list: -1.5, table: -2, section: -9 },
  any: { code: -0.6, list: -1.5, table: -2, section: -9 },
};

const ADDED = {
  /** A quantity of the asked dimension. */
  measure: 1.5,
  /** The list that a question names as one. */
  named: 2,
  /** A sentence that tells no way to do something, where one is asked for. */
  noWay: -1.2,
  /** What was planned, where it is asked what came of it, and what tells how far that is. */
  planned: -2.5,
  soFar: 1.5,
  /** A link to elsewhere, and a line that announces what is not there. */
  elsewhere: -2.5,
} as const;

/** What tells how something is done: code, an order, or what one can or must do. */
const WAY =
  /`|^(?:first|then|next|to|if|when|for)\b|\b(?:you|we|i|one) (?:can|must|should|need to|have to|may)\b|\bby \p{L}+ing\b|^(?:run|use|call|press|hold|click|open|set|add|put|turn|go|type|enter|install|create|choose|select|remove|delete|stop|start|make|take|write|ask|check|send|pass|copy|move|pull|push)\b/iu;

const SO_FAR = /\b(?:so far|to date|(?:up to|until|by|at) (?:now|the end of))\b/i;
const PLANNED = /\b(?:targets?|goals?|budget(?:ed)?|plan(?:s|ned)?|forecasts?|expected|aims?)\b/i;

/** An item or line that is a link to another page, and perhaps what that is about. */
const LINK_ALONE = /^\W*\[[^\]]{1,200}\]\((?:#|\.{0,2}\/|[\w-]+\.md)[^()]{0,300}\)/;
const LINKS_HEADING =
  /^(?:see also|related|references|links|further reading|(?:table of )?contents|siehe auch|ver también|voir aussi)\b/i;

/** What the form of a piece adds to its score, as far as the question asks for a form. */
export function formScore(
  { wanted, namesList, measure, asksSoFar }: Question,
  { form, text, lead, heading }: Quotable,
): number {
  if (LINKS_HEADING.test(heading)) return ADDED.elsewhere;
  if (isWhole(form)) {
    const base = WHOLES[wanted][form.type] + (namesList && form.type === 'list' ? ADDED.named : 0);
    const led = announces(lead) ? Math.max(base, 0) : base;
    return form.type === 'list' && isOfLinks(text) ? led + ADDED.elsewhere * 2 : led;
  }
  const isMeasured =
    measure !== null && quantitiesIn(text).some(({ dimension }) => measure.includes(dimension));
  const isElsewhere = LINK_ALONE.test(text) || (form.type === 'sentence' && /[:：]\**$/.test(text));
  const isNoWay = wanted === 'steps' && form.type === 'sentence' && !WAY.test(text);
  return (
    (isMeasured ? ADDED.measure : 0) +
    (isNoWay ? ADDED.noWay : 0) +
    (isElsewhere ? ADDED.elsewhere : 0) +
    (asksSoFar ? soFarScore(text) : 0)
  );
}

function soFarScore(text: string): number {
  return (SO_FAR.test(text) ? ADDED.soFar : 0) + (PLANNED.test(text) ? ADDED.planned : 0);
}

function isOfLinks(text: string): boolean {
  const lines = text.split('\n');
  return lines.filter((line) => LINK_ALONE.test(line)).length > lines.length / 2;
}
