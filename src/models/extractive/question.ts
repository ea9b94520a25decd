import { answerTypeOf, type AnswerType, withoutTimeCue } from './answer-type';
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
  readonly wanted: Wanted;
  /** Distinct, in the question's order. */
  readonly asked: readonly Asked[];
  /** All stems, common ones too. */
  readonly stems: ReadonlySet<string>;
  private readonly byBeginning = new Map<string, number[]>();
  private readonly known = new Map<string, readonly Match[]>();

  constructor(text: string) {
    const words = wordsOf(text);
    this.type = answerTypeOf(text);
    this.wanted = wantedBy(text);
    this.stems = new Set(words.map(({ stem }) => stem));
    this.asked = askedOf(wordsOf(withoutForm(withoutTimeCue(text))));
    this.asked.forEach(({ stem }, index) => {
      const same = this.byBeginning.get(beginning(stem));
      if (same) same.push(index);
      else this.byBeginning.set(beginning(stem), [index]);
    });
  }

  /** @returns the asked words that a stem stands for; remembered, because evidence repeats its words */
  match(stem: string): readonly Match[] {
    const before = this.known.get(stem);
    if (before) return before;
    const matches = (this.byBeginning.get(beginning(stem)) ?? [])
      .map((index) => ({ index, likeness: likeness(this.asked[index]?.stem ?? '', stem) }))
      .filter((match) => match.likeness > 0);
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

function askedOf(words: readonly Word[]): Asked[] {
  const asked = new Map<string, Asked>();
  words.forEach(({ text, stem }, at) => {
    if (COMMON.has(stem) || asked.has(stem) || asked.size === MAX_ASKED) return;
    const named = /^\p{N}/u.test(text) || (at > 0 && /^\p{Lu}/u.test(text));
    asked.set(stem, { stem, named, vague: VAGUE.has(stem) });
  });
  return [...asked.values()];
}

function beginning(stem: string): string {
  return stem.slice(0, SHARED_BEGINNING);
}
