import type { Passage } from '../../ports/words';

/** A document that an entry quotes: whoever erases the document must find the entry. */
export interface Citation {
  readonly corpus: string;
  readonly documentId: string;
  /** Which of its stays in the corpus the words are from; empty where the retriever names none. */
  readonly incarnation: string;
}

export function citationOf({
  corpus,
  documentId,
  incarnation = '',
}: Pick<Passage, 'corpus' | 'documentId' | 'incarnation'>): Citation {
  return { corpus, documentId, incarnation };
}

/** The documents of these passages, each once. */
export function citationsOf(passages: readonly Passage[]): Citation[] {
  const byDocument = new Map(passages.map((passage) => [passage.documentId, citationOf(passage)]));
  return [...byDocument.values()];
}

/** The same for equal citations, and for no others. */
export function citationName({ corpus, documentId, incarnation }: Citation): string {
  return JSON.stringify([corpus, documentId, incarnation]);
}
