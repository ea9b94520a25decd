import { isFunctionWord, type Language } from './languages';
import { joined, phrasesIn, type Phrase } from './phrases';
import { isContent, tokensOf, type Token } from './tokens';

interface NameTold {
  readonly name: string;
  /** Whether its capital is its own, and not the beginning's. */
  readonly isClear: boolean;
}

const NAMES = /(?<![\p{L}\p{N}])\p{Lu}[\p{Ll}\p{M}]+(?:[ -]\p{Lu}[\p{Ll}\p{M}]+)*/gu;
/** Looks back from where it stands, to the word before at most. */
const BEGINNING = /(?<=(?:^|[.!?:]\s|\n)[^\p{L}\p{N}_]*)/uy;

function begins(text: string, at: number): boolean {
  BEGINNING.lastIndex = at;
  return BEGINNING.test(text);
}

/** A question or a sentence of an answer as the rules see it. */
export class Sentence {
  readonly tokens: readonly Token[];
  private known: readonly Phrase[] | null = null;
  private split: readonly Phrase[] | null = null;
  private named: readonly NameTold[] | null = null;

  constructor(
    readonly text: string,
    readonly language: Language,
  ) {
    this.tokens = tokensOf(text);
  }

  /** In their order. A phrase that another one is joined to (`of`, `for` …) is one with it. */
  get phrases(): readonly Phrase[] {
    return (this.known ??= joined(this.parts, this));
  }

  /** What it is about: subjects and objects, else what stands behind prepositions, else what it asks for. */
  get topics(): readonly Phrase[] {
    return this.topicPhrases.map((phrase) => this.owner(phrase));
  }

  private get topicPhrases(): readonly Phrase[] {
    const named = this.phrases.filter((phrase) => !this.isRelational(phrase));
    const free = named.filter(({ preposition, isAsked }) => preposition === null && !isAsked);
    if (free.length > 0) return free;
    const behind = named.filter(({ isAsked }) => !isAsked);
    if (behind.length > 0) return behind;
    return named.length > 0 ? named : this.phrases;
  }

  /** Of `Agnes's phone number` and `the price of cold brew` what has the number and the price. */
  private owner(phrase: Phrase): Phrase {
    const [, possessor] = /^(.+?)['’]s? \p{Ll}/u.exec(phrase.text) ?? [];
    if (possessor !== undefined) return { ...phrase, text: possessor };
    const base = this.parts.find(({ start }) => start === phrase.start);
    const owned = this.parts.find(({ start, end }) => start > phrase.start && end === phrase.end);
    if (!base || !owned || owned.preposition !== 'of' || !this.isRelational(base)) return phrase;
    return { ...owned, preposition: phrase.preposition };
  }

  /** Phrases before any are joined. */
  get parts(): readonly Phrase[] {
    return (this.split ??= phrasesIn(this));
  }

  /** Whether somebody of `I` and `we` does what is asked about. */
  get isOfOurs(): boolean {
    return this.tokens.some(({ lower }) => /^(?:i|we|you|ich|wir)$/u.test(lower));
  }

  /** `The cause`, `a night`: of something else. */
  private isRelational({ start, end }: Phrase): boolean {
    const { relational, times, determiners } = this.language;
    const within = this.tokens.filter(
      (token) => token.start >= start && token.end <= end && !determiners.has(token.lower),
    );
    return within.every(({ lower }) => relational.has(lower) || times.has(lower));
  }

  get content(): readonly Token[] {
    return this.tokens.filter((token) => isContent(token, this.language));
  }

  get names(): readonly Phrase[] {
    return this.parts.filter(({ isName }) => isName);
  }

  /** Names in a statement, where a verb may follow them at once. */
  get namesTold(): readonly string[] {
    return this.told.filter(({ isClear }) => isClear).map(({ name }) => name);
  }

  /** Also words at the beginning of a sentence, which have their capital from it. */
  get namesPerhaps(): readonly string[] {
    return this.told.map(({ name }) => name);
  }

  private get told(): readonly NameTold[] {
    return (this.named ??= Array.from(this.text.matchAll(NAMES), ({ 0: name, index }) => ({
      name,
      isClear: name.includes(' ') || !begins(this.text, index),
    })).filter(({ name }) => !this.isOrdinary(name)));
  }

  private isOrdinary(name: string): boolean {
    const [first = ''] = name.toLowerCase().split(/[ -]/u);
    return isFunctionWord(first, this.language) || this.language.times.has(first);
  }

  /** Whether it has a verb, as far as closed classes tell, or is a command. */
  get hasVerb(): boolean {
    const { auxiliaries, copulas, imperatives } = this.language;
    const [first, second] = this.tokens;
    if (first && imperatives.has(first.lower)) return true;
    if (this.tokens.some(({ lower }) => auxiliaries.has(lower) || copulas.has(lower))) return true;
    return (
      first !== undefined && second !== undefined && this.isAskedSubject(first) && this.content.length > 0
    );
  }

  /** `Who supplies …`: no auxiliary follows, so the word behind it is the verb. */
  private isAskedSubject({ lower }: Token): boolean {
    return /^(?:who|wer|was|wann|wo|wie|warum|quién|quien|cuándo|dónde|cómo|cuánto|qué|welche[rs]?|which|what)$/u.test(
      lower,
    );
  }
}
