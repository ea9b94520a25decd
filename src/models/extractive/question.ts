import { answerTypeOf, type AnswerType, measureOf, withoutLeaveCue, withoutTimeCue } from './answer-type';
import { asksForHistory } from './history';
import type { Dimension } from './quantities';
import { SYNONYM, synonymsOf } from './synonyms';
import { type Wanted, wantedBy, withoutForm } from './wanted';
import { COMMON, likeness, SHARED_BEGINNING, VAGUE, wordsOf, type Word } from './words';

/** Bounds the time that a hostile question takes. Real ones look for 3 to 15 words. */
const MAX_ASKED = 64;

/** A word to look for. */
export interface Asked {
  readonly stem: string;
  /** A name or a number. A sentence about another one is about something else. */
  readonly named: boolean;
  readonly vague: boolean;
  /** As code is written: `-q`, `maxRetries`, `CACHE_TTL`. Little else has it. */
  readonly isCode: boolean;
  /** As an option of a command is written, as `--jobs`; undefined when it is none. */
  readonly option: string | undefined;
  /** Whether it only says that money is asked for. */
  readonly isPrice: boolean;
}

/** A word of the evidence that stands for an asked word. */
export interface Match {
  /** Index into `Question.asked`. */
  readonly index: number;
  /** 0.6–1, see `likeness`. */
  readonly likeness: number;
}

/** How well each asked word is matched, 0–1. */
export type Coverage = readonly number[];

/** A question as words to look for. */
export class Question {
  readonly type: AnswerType;
  readonly asksForHistory: boolean;
  /** Whether it asks what came until today. */
  readonly asksSoFar: boolean;
  readonly wanted: Wanted;
  /** Whether the question calls what it asks for a list. */
  readonly namesList: boolean;
  /** Of the quantity that is asked for. */
  readonly measure: readonly Dimension[] | null;
  /** Distinct, in the question's order. */
  readonly asked: readonly Asked[];
  /** All stems, common ones too. */
  readonly stems: ReadonlySet<string>;
  private readonly bySynonym = new Map<string, number[]>();
  private readonly byBeginning = new Map<string, number[]>();
  private readonly known = new Map<string, readonly Match[]>();

  constructor(text: string) {
    const words = wordsOf(text);
    this.type = answerTypeOf(text);
    this.asksForHistory = asksForHistory(text);
    this.asksSoFar = ASKS_SO_FAR.test(text);
    this.wanted = wantedBy(text);
    this.namesList = this.wanted === 'list' && /\blist\b/i.test(text);
    this.measure = measureOf(text);
    this.stems = new Set(words.map(({ stem }) => stem));
    this.asked = askedOf(withoutForm(withoutLeaveCue(withoutTimeCue(text))));
    this.asked.forEach(({ stem }, index) => {
      const same = this.byBeginning.get(beginning(stem));
      if (same) same.push(index);
      else this.byBeginning.set(beginning(stem), [index]);
      for (const synonym of synonymsOf(stem)) {
        this.bySynonym.set(synonym, [...(this.bySynonym.get(synonym) ?? []), index]);
      }
    });
  }

  /** @returns the asked words that a stem stands for; remembered, because evidence repeats its words */
  match(stem: string): readonly Match[] {
    const before = this.known.get(stem);
    if (before) return before;
    const matches = (this.byBeginning.get(beginning(stem)) ?? [])
      .map((index) => ({ index, likeness: likeness(this.asked[index]?.stem ?? '', stem) }))
      .filter((match) => match.likeness > 0);
    for (const index of this.bySynonym.get(stem) ?? []) matches.push({ index, likeness: SYNONYM });
    this.known.set(stem, matches);
    return matches;
  }

  /** The best match of each asked word among `words`. */
  cover(words: readonly Word[]): Coverage {
    const coverage = this.asked.map(() => 0);
    for (const { stem } of words) {
      for (const { index, likeness: found } of this.match(stem)) {
        coverage[index] = Math.max(coverage[index] ?? 0, found);
      }
    }
    return coverage;
  }
}

/** Options, names with a capital or a digit inside, names with underscores, and code spans. */
const CODE =
  /(?<![\p{L}\p{N}])--?[\p{L}][\p{L}\p{N}-]*|[\p{L}\p{N}]*\p{Ll}\p{Lu}[\p{L}\p{N}]*|\p{L}[\p{L}\p{N}]*(?:_[\p{L}\p{N}]+)+|`[^`]{1,100}`/gu;

const ASKS_SO_FAR = /\b(?:so far|to date|until now|up to now)\b/i;

const OPTION = /(?<![\p{L}\p{N}-])--?\p{L}[\p{L}\p{N}-]*/gu;

const PRICES = new Set(
  wordsOf('cost price charge fee pay paid expense spend spent budget salary wage').map(({ stem }) => stem),
);

function askedOf(text: string): Asked[] {
  const options = text.match(OPTION) ?? [];
  const code = new Set((text.match(CODE) ?? []).flatMap((name) => wordsOf(name)).map(({ stem }) => stem));
  const asked = new Map<string, Asked>();
  // Who names "maxRetries" asks for one thing, and not for "retries" too.
  wordsOf(text).forEach(({ text: word, stem, isPart }, at) => {
    if (isPart && /^\p{L}/u.test(word)) return;
    const isCode = code.has(stem);
    if ((COMMON.has(stem) && !isCode) || asked.has(stem) || asked.size === MAX_ASKED) return;
    const named = isCode || /^\p{N}/u.test(word) || (at > 0 && /^\p{Lu}/u.test(word));
    asked.set(stem, {
      stem,
      named,
      vague: VAGUE.has(stem) && !isCode,
      isCode,
      option: options.find((option) => option.replace(/^-+/, '') === word),
      isPrice: PRICES.has(stem),
    });
  });
  return [...asked.values()];
}

function beginning(stem: string): string {
  // "4" stands for "4.0.0".
  return /^\d/.test(stem) ? (/^\d+/.exec(stem)?.[0] ?? '') : stem.slice(0, SHARED_BEGINNING);
}
