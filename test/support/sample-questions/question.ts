/**
 * What people would ask of the sample notes, and what they would accept. It was written from the notes' texts alone,
 * before any answer was seen. A question that an answer fails stays as it is.
 */
export interface SampleQuestion {
  readonly ask: string;
  readonly kind: Kind;
  /** The file whose passage answers, without `.md`. None where the notes do not answer. */
  readonly note: string | null;
  /** The answer holds each of them. Of the alternatives in one of them, any will do. */
  readonly accepts: readonly RegExp[];
  /** What the first quote holds, where a wrong one before the right one would mislead. */
  readonly leads?: RegExp;
  readonly rejects?: readonly RegExp[];
}

type Kind =
  | 'list'
  | 'steps'
  | 'table'
  | 'superseded'
  | 'heading'
  | 'date'
  | 'negative'
  | 'who'
  | 'count'
  | 'fact'
  | 'nothing';

/** Longer ones are pages, not answers. */
const MAX_CHARACTERS = 1_500;

export const NOTHING = /^(?:There is n|N)othing in your notes\b/;

/** @returns what is wrong with an answer for who asked; null when it is right */
export function wrongIn({ accepts, leads, rejects = [] }: SampleQuestion, answer: string): string | null {
  const text = unmarked(answer);
  const missing = accepts.find((accepted) => !accepted.test(text));
  if (missing) return `lacks ${String(missing)}`;
  const unwanted = rejects.find((rejected) => rejected.test(text));
  if (unwanted) return `holds ${String(unwanted)}`;
  if (leads && !leads.test(text.split(/\[\d+\]/)[0] ?? '')) return `does not begin with ${String(leads)}`;
  return answer.length > MAX_CHARACTERS ? `has ${answer.length} characters` : null;
}

/** Without marks of emphasis and code, and with one space for any white space. */
export function unmarked(text: string): string {
  return text
    .replace(/\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=[\w.,])[*_](?!\w)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
