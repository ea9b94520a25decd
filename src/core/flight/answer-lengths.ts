/** How many answers are remembered; their median moves with a change of model within an hour of use. */
const REMEMBERED = 101;

/** What an answer is taken to be long before any was seen: a short paragraph. */
const FIRST_GUESS_CHARS = 400;

/** Lengths of this process's last answers: the only honest guess at how far one on its way has come, since no model says how much it will say. */
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
