/** How many answers are remembered; their median moves with a change of model within an hour of use. */
const REMEMBERED = 101;

/** The length that an answer is taken to have before any was seen: a short paragraph. */
const FIRST_GUESS_CHARS = 400;

/** Lengths of this process's last answers. No model says how much it will say, so they are the only guess at how far an answer has come. */
export class AnswerLengths {
  private readonly chars: number[] = [FIRST_GUESS_CHARS];

  add(chars: number): void {
    this.chars.push(chars);
    if (this.chars.length > REMEMBERED) this.chars.shift();
  }

  /** Half of the median length, in UTF-16 units, at least 1: from there on an answer has probably come by half. */
  get half(): number {
    const sorted = this.chars.toSorted((a, b) => a - b);
    return Math.max(1, Math.ceil((sorted[sorted.length >> 1] ?? FIRST_GUESS_CHARS) / 2));
  }
}
