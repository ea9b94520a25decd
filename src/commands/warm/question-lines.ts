/** A question and its line. A failure is told by the line, never by the question's words. */
export interface QuestionLine {
  /** From 1. */
  readonly line: number;
  readonly question: string;
}

/** One question a line. Blank lines and lines that begin with `#` are none. Equal questions are one. */
export function questionLines(text: string): QuestionLine[] {
  const lines = new Map<string, QuestionLine>();
  for (const [at, each] of text.split(/\r\n|\n/).entries()) {
    const question = each.replace(/^\uFEFF/, '').trim();
    if (question === '' || question.startsWith('#') || lines.has(question)) continue;
    lines.set(question, { line: at + 1, question });
  }
  return [...lines.values()];
}
