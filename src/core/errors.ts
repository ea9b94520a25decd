/** A question that cannot be asked: the asker's mistake, with what to do about it. */
export class QuestionRefusedError extends Error {
  constructor(
    readonly code: 'question_empty' | 'question_too_long' | 'question_malformed',
    message: string,
  ) {
    super(message);
    this.name = 'QuestionRefusedError';
  }
}

/** `only-if-cached` was asked for, and nothing cached supports an answer. */
export class NotCachedError extends Error {
  constructor() {
    super('No cached answer is supported by the notes as they are now.');
    this.name = 'NotCachedError';
  }
}

/** The retriever returned a passage from outside the corpora it was given: a defect, so nothing is shown or stored. */
export class ForeignPassageError extends Error {
  constructor() {
    super('Retrieval returned a passage from outside the scope of the question.');
    this.name = 'ForeignPassageError';
  }
}
