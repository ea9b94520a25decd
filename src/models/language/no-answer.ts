import type { Prompt } from '../../core';
import { NO_ANSWER, NOTHING_ANSWERS } from './template';

/** What models put around a mark, in any number of pieces. */
const OPENING = /^[\s*_`"'“„«([<#>-]{0,6}/u;
const CLOSING = /^[\s*_`"'”»)\]>:.,;–—-]+/u;
/** Where a text may quote the mark, only the form that was asked for counts. */
const COLON = /^[*_`"'”»)\]>]{0,3}\s?:/u;
const CITATION = /\[\d{1,2}\]/u;
const IN_WORD = /^\w/u;
const ENDS_WORD = /\w$/u;

/** Whether the model is shown the mark by anybody but the template. Its answer may then quote it. */
export function mayQuoteMark({ question, evidence, earlier = [], later = [] }: Prompt): boolean {
  const turns = [...earlier, ...later].map(({ text }) => text);
  const passages = evidence.flatMap(({ title, section, content }) => [title, ...section, content]);
  return [question, ...turns, ...passages].some((text) => text.includes(NO_ANSWER));
}

/**
 * Takes the mark of an answer that the notes do not give ({@link NO_ANSWER}) out of what a model says, in pieces. Text waits only
 * while it may be a part of the mark, so nobody ever hears of it.
 *
 * States:
 * - `before`: entered at the start. Text that may become the mark is held. The mark ends it with `behind`, other text with `telling`.
 * - `behind`: entered by a mark. What stands between mark and sentence is dropped. The first letter ends it with `telling`.
 * - `telling`: text passes. A mark in it ends it with `behind`, unless the model may quote it.
 */
export class NoAnswerFilter {
  private state: 'before' | 'behind' | 'telling' = 'before';
  private held = '';
  private told = '';
  private begins = false;
  private holds = false;

  /** @param mayQuote see {@link mayQuoteMark} */
  constructor(private readonly mayQuote: boolean) {}

  /**
   * Whether the notes answer, as the model says. To be read at the end. A mark behind a statement that cites a passage is about
   * another part of the question.
   */
  get answerable(): boolean {
    if (this.begins || this.told.trim() === NOTHING_ANSWERS) return false;
    return !this.holds || CITATION.test(this.told);
  }

  /** @returns what can be told now; often empty at the start */
  add(piece: string): string {
    this.held += piece;
    return this.tell(this.step(false));
  }

  /** To be called when the answer has ended. @returns the rest; a sentence where the model said no more than the mark */
  end(): string {
    const rest = this.step(true);
    const isSilent = this.begins && (this.told + rest).trim() === '';
    return this.tell(isSilent ? NOTHING_ANSWERS : rest);
  }

  private tell(text: string): string {
    this.told += text;
    return text;
  }

  private step(isEnd: boolean): string {
    for (let told = ''; ;) {
      if (this.state === 'before') this.lookForMark(isEnd);
      if (this.state === 'behind') this.dropClosing();
      if (this.state !== 'telling') return told;
      if (this.mayQuote) return told + this.release(this.held.length);
      const { text, isBeforeMark } = this.upToMark(this.told + told, isEnd);
      told += text;
      if (!isBeforeMark) return told;
    }
  }

  private lookForMark(isEnd: boolean): void {
    const rest = this.held.replace(OPENING, '');
    const isBegun = rest.length <= NO_ANSWER.length && NO_ANSWER.startsWith(rest);
    if (isBegun && !isEnd) return;
    const behind = rest.slice(NO_ANSWER.length);
    if (!rest.startsWith(NO_ANSWER) || IN_WORD.test(behind)) this.state = 'telling';
    else if (!this.mayQuote || COLON.test(behind)) this.find(behind);
    else if (isEnd || behind.length > 4) this.state = 'telling';
  }

  private find(behind: string): void {
    this.begins = true;
    this.held = behind;
    this.state = 'behind';
  }

  private dropClosing(): void {
    this.held = this.held.replace(CLOSING, '');
    if (this.held !== '') this.state = 'telling';
  }

  /** @param before what was told until now: a mark that goes on a word is none */
  private upToMark(before: string, isEnd: boolean): { text: string; isBeforeMark: boolean } {
    let text = '';
    for (let at = this.held.indexOf(NO_ANSWER); at >= 0; at = this.held.indexOf(NO_ANSWER)) {
      text += this.release(at);
      if (this.held.length === NO_ANSWER.length && !isEnd) return { text, isBeforeMark: false };
      if (!ENDS_WORD.test(before + text) && !IN_WORD.test(this.held.slice(NO_ANSWER.length))) {
        this.holds = true;
        this.held = this.held.slice(NO_ANSWER.length);
        this.state = 'behind';
        return { text, isBeforeMark: true };
      }
      text += this.release(NO_ANSWER.length);
    }
    text += this.release(this.held.length - (isEnd ? 0 : begunAtEnd(this.held)));
    return { text, isBeforeMark: false };
  }

  private release(chars: number): string {
    const released = this.held.slice(0, chars);
    this.held = this.held.slice(chars);
    return released;
  }
}

/** How many of the last characters may be the first of a mark. */
function begunAtEnd(text: string): number {
  for (let chars = Math.min(NO_ANSWER.length - 1, text.length); chars > 0; chars -= 1)
    if (text.endsWith(NO_ANSWER.slice(0, chars))) return chars;
  return 0;
}
