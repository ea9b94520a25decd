import { Dice, type Family } from './family';
import { BOOKS } from './books';
import { DAYS } from './days';
import { LINKS } from './links';
import { HOSTS, SETTINGS } from './machines';
import { CODES } from './papers';
import { PATHS } from './paths';
import { ITEMS, NAMES } from './people';
import { ERRORS, PARTS } from './stores';

/** 300 notes about things that are looked up by what they are called, and 200 look-ups. Equal on every run. */
export interface IdentifierSet {
  readonly notes: readonly { readonly title: string; readonly body: string }[];
  readonly lookUps: readonly LookUp[];
}

export interface LookUp {
  readonly kind: string;
  readonly ask: string;
  /** Stands in one note only. A passage is right when it holds it as a whole word. */
  readonly id: string;
  /** The title of that note. */
  readonly note: string;
}

interface Told {
  readonly id: string;
  readonly group: number;
}

const FAMILIES: readonly Family[] = [
  PARTS,
  ERRORS,
  BOOKS,
  PATHS,
  SETTINGS,
  HOSTS,
  NAMES,
  DAYS,
  ITEMS,
  CODES,
  LINKS,
];
const NOTES = 300;
const LOOK_UPS = 200;
const SEED = 2_611;

export function identifierSet(): IdentifierSet {
  const dice = new Dice(SEED);
  const perFamily = FAMILIES.map((family, at) => ofFamily(family, { dice, ...sharesOf(at) }));
  const notes = perFamily.flatMap((part) => part.notes);
  return { notes: dice.shuffled(notes), lookUps: perFamily.flatMap((part) => part.lookUps) };
}

/** Whether the text holds the identifier as a whole, and not as a part of a longer one. */
export function holdsWhole(text: string, id: string): boolean {
  const escaped = id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_/.-])${escaped}(?![\\p{L}\\p{N}_/-]|[.]\\p{L})`, 'u').test(text);
}

/** 300 and 200 spread over the families, the first ones getting what is left over. */
function sharesOf(at: number): { notes: number; lookUps: number } {
  const share = (total: number): number =>
    Math.floor(total / FAMILIES.length) + (at < total % FAMILIES.length ? 1 : 0);
  return { notes: share(NOTES), lookUps: share(LOOK_UPS) };
}

interface Share {
  readonly dice: Dice;
  readonly notes: number;
  readonly lookUps: number;
}

function ofFamily(family: Family, { dice, notes: count, lookUps }: Share): IdentifierSet {
  const told = spread(family, { dice, count });
  const titles = titlesOf(family, { dice, count });
  const notes = told.map((things, at) => ({
    title: titles[at] ?? '',
    body: bodyOf(family, { dice, things }),
  }));
  const homes = told.flatMap((things, at) =>
    things.map(({ id, group }) => ({ id, group, note: titles[at] ?? '' })),
  );
  // One of each group, then others: every look-up competes with four look-alikes.
  const asked = [...onePerGroup(dice.shuffled(homes)), ...dice.shuffled(homes)];
  const chosen = [...new Map(asked.map((home) => [home.id, home])).values()].slice(0, lookUps);
  const others = (id: string): string[] => homes.flatMap((home) => (home.id === id ? [] : home.id));
  return {
    notes,
    lookUps: chosen.map(({ id, note }) => ({
      kind: family.kind,
      id,
      note,
      ask: askFor(family, { dice, id, others: others(id) }),
    })),
  };
}

function onePerGroup<Home extends Told>(homes: readonly Home[]): Home[] {
  return homes.filter(({ group }, at) => homes.findIndex((home) => home.group === group) === at);
}

/** No two of a group in one note, and each thing in one note only. */
function spread({ groups }: Family, { dice, count }: { dice: Dice; count: number }): Told[][] {
  const notes: Told[][] = Array.from({ length: count }, () => []);
  let next = 0;
  groups.forEach((ids, group) => {
    for (const id of dice.shuffled(ids)) notes[next++ % count]?.push({ id, group });
  });
  return notes;
}

function titlesOf(family: Family, { dice, count }: { dice: Dice; count: number }): string[] {
  const titles = new Set<string>();
  while (titles.size < count) {
    const title = filled(dice.of(family.titles), { family, dice });
    titles.add(titles.has(title) ? `${title} (${titles.size})` : title);
  }
  return [...titles];
}

function bodyOf(family: Family, { dice, things }: { dice: Dice; things: readonly Told[] }): string {
  const fillers = dice.shuffled(family.fillers).slice(0, 2 + dice.below(family.fillers.length - 2));
  const [before, after] = [fillers.slice(0, 2), fillers.slice(2)];
  const facts = things.map(({ id }) => ({ id, ...dice.of(family.facts) }));
  const told = formOf(family, { dice, facts });
  const blocks = [dice.of(family.intros), before.join(' '), told, after.join(' ')];
  if (dice.below(3) === 0) blocks.splice(2, 0, '## Details');
  return blocks.filter((block) => block !== '').join('\n\n');
}

type Fact = Family['facts'][number] & { readonly id: string };

/** Short items are always a list. All else is prose, a list or a table. */
function formOf(family: Family, { dice, facts }: { dice: Dice; facts: readonly Fact[] }): string {
  const sentences = facts.map(({ id, sentence }) => filled(sentence, { family, dice, id }));
  const shorts = facts.map(({ id, short }) => ({ id, short: filled(short, { family, dice, id }) }));
  const form = family.kind === 'list item' ? 'list' : dice.of(['prose', 'prose', 'list', 'table']);
  switch (form) {
    case 'list':
      return shorts.map(({ id, short }) => `- ${id}: ${short}`).join('\n');
    case 'table':
      return [
        '| what | note |',
        '| --- | --- |',
        ...shorts.map(({ id, short }) => `| ${id} | ${short} |`),
      ].join('\n');
    default:
      return sentences.join(' ');
  }
}

/** A fifth of the look-ups are typed in another form, where it means this one thing only. */
function askFor(
  family: Family,
  { dice, id, others }: { dice: Dice; id: string; others: readonly string[] },
): string {
  const template = dice.of(family.asks);
  const other = dice.below(5) === 0 ? (family.otherForm ?? lowerCase)(id) : id;
  const isClear = others.every((one) => !(family.otherForm ?? lowerCase)(one).includes(other));
  return template.replace('{id}', () => (isClear ? other : id));
}

const lowerCase = (id: string): string => id.toLowerCase();

function filled(template: string, { family, dice, id }: { family: Family; dice: Dice; id?: string }): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'id' ? (id ?? '') : dice.of(family.words[name] ?? []),
  );
}
