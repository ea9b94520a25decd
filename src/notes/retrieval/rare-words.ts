/** What a passage holds of the question's words. */
export interface Held {
  readonly words: readonly string[];
  /** What they weigh of all of its words that few chunks hold, 0–1. */
  readonly share: number;
}

/** From here on, what is held is the better part of the question. */
const MOST = 0.5;

/** A digit beside a letter or in a long number, or pieces that are joined as in an address, a path or a setting. */
const NAME = /\p{L}\p{P}?\d|\d\p{P}?\p{L}|\d{5}|[._/:@=\\]/u;

/**
 * Whether a passage is evidence for its words, however far its vector is from the question's: it holds the better part of
 * them, or what looks like the name of one thing, such as a part number, a setting or an address.
 */
export function holdsRareWords({ words, share }: Held): boolean {
  return share >= MOST || words.some((word) => NAME.test(word));
}
