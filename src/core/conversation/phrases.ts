import type { Language } from './languages';
import { isContent, type Token } from './tokens';

/** What a sentence speaks of: `the spare key to the roastery`. */
export interface Phrase {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Where the first of its parts ends: behind `key`. */
  readonly baseEnd: number;
  /** Its determiner; null where it has none. */
  readonly determiner: string | null;
  /** The preposition before it; null where it is a subject or an object. */
  readonly preposition: string | null;
  /** Whether it is what an interrogative asks for. */
  readonly isAsked: boolean;
  /** Whether all of its words have a capital that the language does not ask for. */
  readonly isName: boolean;
}

/** A text as the scan sees it. */
interface Words {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly language: Language;
}

/** The phrases of a text in their order, none joined to another. */
export function phrasesIn(words: Words): Phrase[] {
  const pieces: Phrase[] = [];
  const scan = new PhraseScan(words);
  for (const token of words.tokens) scan.take(token, pieces);
  scan.end(pieces);
  return pieces;
}

/** Words that stand behind a copula and its subject and are no part of it. */
const PREDICATE =
  /ed$|^(?:kept|made|done|paid|sold|sent|built|held|found|set|shut|open|free|ready|due|late|bought|taken|won|known|given|written|stored|cheapest|best|allowed|possible|required|necessary|available)$/u;
const NOUN = /(?:age|tion|sion|ment|ness|ance|ence|ity|ship|er|or|ing)s?$/u;
const VERB_BEHIND_ASKED = /[^s]s$|ed$|^(?:won|got|came|went|did|made|ran|took|gave|sold|paid|wrote)$/u;

/** Collects the words of one phrase after another. */
class PhraseScan {
  private determiner: Token | null = null;
  private run: Token[] = [];
  private preposition: string | null = null;
  private isAsked = false;
  /** What stood before: after `does` the subject's last word is the verb, after `is` it may be a participle. */
  private after: 'auxiliary' | 'copula' | 'who' | 'none' = 'none';

  constructor(private readonly sentence: Words) {}

  take(token: Token, pieces: Phrase[]): void {
    const { determiners, prepositions, interrogatives, asking, auxiliaries, copulas, nounsAreCapital } =
      this.sentence.language;
    const { lower } = token;
    if (token.isBehindMark) {
      this.end(pieces);
      this.after = 'none';
    }
    if (isContent(token, this.sentence.language)) {
      this.add(token, pieces, nounsAreCapital);
      return;
    }
    this.end(pieces, lower);
    if (determiners.has(lower)) this.determiner = token;
    else if (prepositions.has(lower)) this.preposition = lower;
    else this.preposition = null;
    if (asking.has(lower)) this.isAsked = true;
    else if (!determiners.has(lower) && lower !== 'of') this.isAsked = false;
    if (interrogatives.has(lower) && !asking.has(lower))
      this.after = /^(?:who|wer|qui[eé]n)$/u.test(lower) ? 'who' : 'none';
    if (/^(?:i|we|you|they|he|she|it)$/u.test(lower) && /^(?:auxiliary|copula)$/u.test(this.after))
      this.after = 'who';
    if (auxiliaries.has(lower) && !nounsAreCapital) this.after = 'auxiliary';
    if (copulas.has(lower)) this.after = 'copula';
  }

  end(pieces: Phrase[], next = ''): void {
    const verb = this.verbIn(this.run);
    if (verb > 0) {
      const behind = this.run.slice(verb + 1);
      [this.run, this.after] = [this.run.slice(0, verb), 'none'];
      this.end(pieces);
      this.run = behind;
    }
    const run = this.nounsOf(this.run, next);
    const [first] = run;
    const last = run.at(-1);
    if (first && last) pieces.push(this.phrase(this.determiner ?? first, last, run));
    if (this.run.length > 0) [this.preposition, this.isAsked] = [null, false];
    [this.run, this.determiner] = [[], null];
  }

  private add(token: Token, pieces: Phrase[], nounsAreCapital: boolean): void {
    // The verb behind "who", or behind "do I".
    if (this.after === 'who' && this.run.length === 0 && this.determiner === null) {
      this.after = 'none';
      if (!isCapital(token)) return;
    }
    this.run.push(token);
    // A German noun ends its phrase unless another follows at once, as in a name of two words.
    if (
      nounsAreCapital &&
      !isCapital(token) &&
      this.run.length > 1 &&
      this.run.slice(0, -1).some(isCapital)
    ) {
      this.run.pop();
      this.end(pieces);
    }
  }

  private nounsOf(run: readonly Token[], next: string): Token[] {
    const { nounsAreCapital } = this.sentence.language;
    if (nounsAreCapital) return run.some(isCapital) ? [...run] : [];
    const last = run.at(-1);
    const { after } = this;
    // "Does a bag of Harbour cost", "does the brew have to steep": the verb is still to come.
    if (after === 'auxiliary' && this.isVerbToCome(run, next)) return [...run];
    if (run.length > 0) this.after = 'none';
    if (!last || run.length < 2) return [...run];
    if (this.isAsked && VERB_BEHIND_ASKED.test(run[1]?.lower ?? '')) return run.slice(0, 1);
    if (isCapital(last) && run.every(isCapital)) return [...run];
    if (after === 'auxiliary' || this.endsInVerb(run)) return run.slice(0, -1);
    return after === 'copula' && PREDICATE.test(last.lower) ? run.slice(0, -1) : [...run];
  }

  /** Where the verb stands in `(do) customers return coffee`; 0 where none is known. */
  private verbIn(run: readonly Token[]): number {
    if (this.after !== 'auxiliary') return 0;
    return run.findIndex(
      ({ lower }, at) => at > 0 && at < run.length - 1 && this.sentence.language.verbs.has(lower),
    );
  }

  private isVerbToCome(run: readonly Token[], next: string): boolean {
    const { auxiliaries, joining, prepositions, verbs } = this.sentence.language;
    const last = run.at(-1);
    if (!last || verbs.has(last.lower)) return false;
    if (auxiliaries.has(next)) return true;
    if (this.endsInVerb(run)) return false;
    return next === 'of' || ((joining.has(next) || prepositions.has(next)) && NOUN.test(last.lower));
  }

  /** `(Maren and) Tobias stay`: one small word behind a name, in a question with an auxiliary. */
  private endsInVerb(run: readonly Token[]): boolean {
    const names = run.slice(0, -1);
    const last = run.at(-1);
    if (!last || this.determiner || isCapital(last) || !names.every(isCapital)) return false;
    return (
      VERB_BEHIND_ASKED.test(last.lower) || this.sentence.language.verbs.has(last.lower) || this.hasAuxiliary
    );
  }

  private get hasAuxiliary(): boolean {
    const { tokens, language } = this.sentence;
    return tokens.some(({ lower }) => language.auxiliaries.has(lower));
  }

  private phrase(from: Token, to: Token, run: readonly Token[]): Phrase {
    const { text, tokens, language } = this.sentence;
    const [{ lower: first } = { lower: '' }] = tokens;
    const isName =
      !language.nounsAreCapital && run.every((word) => isCapital(word) && !language.times.has(word.lower));
    return {
      text: text.slice(from.start, to.end),
      start: from.start,
      end: to.end,
      baseEnd: to.end,
      determiner: this.determiner?.lower ?? null,
      preposition: this.preposition,
      isAsked: this.isAsked,
      // A first word has its capital from the sentence.
      isName: isName && (run.length > 1 || run[0]?.lower !== first),
    };
  }
}

function isCapital({ text }: Token): boolean {
  return /^\p{Lu}/u.test(text);
}

/** `the key` and `to the roastery` are one phrase where only the preposition stands between them. */
export function joined(pieces: readonly Phrase[], { text, tokens, language }: Words): Phrase[] {
  const { joining, copulas } = language;
  const isState = tokens.some(({ lower }) => copulas.has(lower));
  const whole: Phrase[] = [];
  for (const piece of pieces) {
    const before = whole.at(-1);
    const between = before && text.slice(before.end, piece.start).trim().toLowerCase();
    const isJoining =
      joining.has(between ?? '') ||
      (isState && !before?.isName && /^(?:at|in|on|about)$/u.test(between ?? ''));
    const isNext = between !== undefined && between === piece.preposition && isJoining;
    const isAnd = before && /^(?:and|&|und|y)$/u.test(between ?? '') && before.isName && piece.isName;
    if (!before || before.isAsked || !(isNext || isAnd)) {
      whole.push(piece);
      continue;
    }
    whole.splice(-1, 1, {
      ...before,
      text: text.slice(before.start, piece.end),
      end: piece.end,
      isName: before.isName,
    });
  }
  return whole;
}
