/**
 * How models mark their thinking where a server does not keep it apart from the answer. Pairs of an opening and a closing mark:
 * DeepSeek, Qwen and most others; Mistral's Magistral; Cohere's Command; Kimi; Seed-OSS.
 */
const MARKS: readonly (readonly [opening: string, closing: string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['[think]', '[/think]'],
  ['<|start_thinking|>', '<|end_thinking|>'],
  ['◁think▷', '◁/think▷'],
  ['<seed:think>', '</seed:think>'],
];

const OPENINGS = MARKS.map(([opening]) => opening);
const CLOSINGS = MARKS.map(([, closing]) => closing);
const LONGEST_MARK = Math.max(...MARKS.flat().map((mark) => mark.length));

/** Letters of the marks alone: `İ` in lower case is two characters, and what stands behind it would be cut at the wrong place. */
function folded(text: string): string {
  return text.replace(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}

/** Whether a text holds any mark of thinking. */
export function holdsMark(text: string): boolean {
  const all = folded(text);
  return MARKS.flat().some((mark) => all.includes(mark));
}

/**
 * Takes the thinking out of an answer that comes in pieces. Only what opens the answer is thinking: notes may quote `<think>`.
 *
 * States:
 * - `before`: entered at the start and behind each thinking part. White space and what may become an opening mark are held
 *   back. An opening mark ends it with `thinking`, any other text with `answering`.
 * - `thinking`: entered by an opening mark. Text is dropped. The closing mark ends it with `before`.
 * - `unmarked`: entered at the start instead of `before` for a model whose template opens the thinking itself. Text is held
 *   back. A closing mark drops it and ends the state with `before`; at the end of the answer all of it was the answer.
 * - `answering`: entered by the first text of the answer, and never left. Text passes as it is.
 */
export class ThinkingFilter {
  #state: 'before' | 'thinking' | 'unmarked' | 'answering';
  #held = '';
  #closing = '';
  /** Folded, of what was told: enough to see a mark that comes in pieces. */
  #tail = '';
  #quotesMarks: boolean;

  /**
   * @param beginsInside whether the model is known to begin inside its thinking, without an opening mark
   * @param mayQuoteMarks whether the model was shown marks, which its answer may then quote
   */
  constructor(beginsInside = false, mayQuoteMarks = false) {
    this.#state = beginsInside ? 'unmarked' : 'before';
    this.#quotesMarks = mayQuoteMarks;
  }

  /** Whether thinking was told as an answer: a closing mark came that no opening mark belongs to. */
  get hasLeaked(): boolean {
    return !this.#quotesMarks && CLOSINGS.some((mark) => this.#tail.includes(mark));
  }

  /** Whether it was expected to begin inside its thinking, and no mark has closed that yet. */
  get isUnclosed(): boolean {
    return this.#state === 'unmarked';
  }

  /** Whether text is held back that may be a part of the answer. */
  get isHolding(): boolean {
    return this.#state !== 'thinking' && this.#held.trim() !== '';
  }

  /** @returns what of the answer can be told now; often empty */
  add(piece: string): string {
    this.#held += piece;
    for (;;) {
      const state = this.#state;
      this.#step();
      if (this.#state === state) break;
    }
    return this.#state === 'answering' ? this.#tell() : '';
  }

  /** To be called when the answer has ended. @returns what was held back and is a part of the answer */
  end(): string {
    if (this.#state === 'thinking') return '';
    return this.#held.trim() === '' ? '' : this.#tell();
  }

  #step(): void {
    if (this.#state === 'before') this.#lookForOpening();
    else if (this.#state === 'thinking') this.#lookForClosing([this.#closing]);
    else if (this.#state === 'unmarked') this.#lookForClosing(CLOSINGS);
  }

  #lookForOpening(): void {
    const text = this.#held.trimStart();
    const start = folded(text);
    const marks = MARKS.find(([opening]) => start.startsWith(opening));
    if (marks) {
      this.#state = 'thinking';
      this.#closing = marks[1];
      this.#held = text.slice(marks[0].length);
    } else if (!OPENINGS.some((opening) => opening.startsWith(start))) {
      this.#state = 'answering';
      // White space between thinking and answer is no part of the answer.
      if (this.#closing !== '') this.#held = text;
    }
  }

  #lookForClosing(closings: readonly string[]): void {
    const held = folded(this.#held);
    const closing = closings.find((mark) => held.includes(mark));
    if (closing !== undefined) {
      this.#state = 'before';
      this.#closing = closing;
      this.#held = this.#held.slice(held.indexOf(closing) + closing.length);
    } else if (this.#state === 'thinking') {
      this.#held = this.#held.slice(-LONGEST_MARK);
    }
  }

  #tell(): string {
    const told = this.#held;
    this.#held = '';
    this.#tail = this.#tail.slice(-LONGEST_MARK) + folded(told);
    this.#quotesMarks ||= OPENINGS.some((mark) => this.#tail.includes(mark));
    return told;
  }
}
