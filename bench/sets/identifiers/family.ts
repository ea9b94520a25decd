/**
 * Hand-written material of one kind of thing that people look up. In its sentences `{id}` is the thing, and any other
 * name in braces stands for one of `words`.
 */
export interface Family {
  readonly kind: string;
  /** Groups of look-alikes. They lie in different notes and are told in the same sentences. */
  readonly groups: readonly (readonly string[])[];
  readonly titles: readonly string[];
  readonly intros: readonly string[];
  /** What is told of the thing, as a sentence and as a list item or table row. */
  readonly facts: readonly { readonly sentence: string; readonly short: string }[];
  readonly fillers: readonly string[];
  readonly asks: readonly string[];
  readonly words: Readonly<Record<string, readonly string[]>>;
  /** How else people type it, such as an ISBN without hyphens. */
  readonly otherForm?: (id: string) => string;
}

/** Equal seeds give equal numbers on every machine (mulberry32, by Tommy Ettinger, public domain). */
export class Dice {
  constructor(private state: number) {}

  /** @returns at least 0 and below 1 */
  roll(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(count: number): number {
    return Math.floor(this.roll() * count);
  }

  of<Thing>(things: readonly Thing[]): Thing {
    const thing = things[this.below(things.length)];
    if (thing === undefined) throw new Error('Nothing can be chosen of an empty list.');
    return thing;
  }

  shuffled<Thing>(things: readonly Thing[]): Thing[] {
    return things
      .map((thing) => ({ thing, at: this.roll() }))
      .sort((a, b) => a.at - b.at)
      .map(({ thing }) => thing);
  }
}

const GROUP = 5;

/** The base and four that are easily taken for it: two figures swapped, one figure off, another last letter. */
export function lookAlikes(base: string): string[] {
  const dice = new Dice(
    Array.from(base).reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) | 0,
  );
  const group = new Set([base]);
  for (let turn = 0; group.size < GROUP && turn < 1_000; turn++) {
    group.add(dice.of([swapped, offByOne, otherLetter])(base, dice));
  }
  return [...group];
}

function swapped(base: string, dice: Dice): string {
  const pairs = [...base.matchAll(/(?=(\d)[-.]?(\d))/g)].filter(([, one, two]) => one !== two);
  if (pairs.length === 0) return base;
  const at = dice.of(pairs.slice(-3)).index;
  return base.slice(0, at) + base.slice(at).replace(/(\d)([-.]?)(\d)/, '$3$2$1');
}

function offByOne(base: string, dice: Dice): string {
  const at = dice.of([...base.matchAll(/\d/g)].slice(-4)).index;
  return `${base.slice(0, at)}${(Number(base[at]) % 9) + 1}${base.slice(at + 1)}`;
}

function otherLetter(base: string, dice: Dice): string {
  return base.replace(/(?<=[-\d])[A-E]$/, () => dice.of(['A', 'B', 'C', 'D', 'E']));
}
