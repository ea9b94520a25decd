/** A question, and where it stands: what goes wrong is told by its line, never by its words. */
export interface QuestionLine {
  /** From 1. */
  readonly line: number;
  readonly question: string;
}

/** One question a line; blank lines and those that begin with `#` are none. Equal questions are one. */
export function questionLines(text: string): QuestionLine[] {
  const lines = new Map<string, QuestionLine>();
  for (const [at, each] of text.split(/\r\n|\n/).entries()) {
    const question = each.replace(/^\uFEFF/, '').trim();
    if (question === '' || question.startsWith('#') || lines.has(question)) continue;
    lines.set(question, { line: at + 1, question });
  }
  return [...lines.values()];
}
