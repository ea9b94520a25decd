import type { Passage } from '../../ports/words';

/** A document that an entry quotes: whoever erases the document must find the entry. */
export interface Citation {
  readonly corpus: string;
  readonly documentId: string;
}

/** The documents of these passages, each once. */
export function citationsOf(passages: readonly Passage[]): Citation[] {
  const byDocument = new Map(passages.map(({ corpus, documentId }) => [documentId, { corpus, documentId }]));
  return [...byDocument.values()];
}

/** The same for equal citations, and for no others. */
export function citationName({ corpus, documentId }: Citation): string {
  return JSON.stringify([corpus, documentId]);
}
