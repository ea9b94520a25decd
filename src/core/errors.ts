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

/** An application gave a corpus id that the core keeps for itself: a defect of the application, so nothing is read or purged. */
export class ReservedCorpusError extends Error {
  constructor() {
    super(
      'The id of a corpus begins with "*". Such ids belong to the core. Begin the ids of your corpora with ' +
        'something else, such as the name of their tenant.',
    );
    this.name = 'ReservedCorpusError';
  }
}

/** The retriever returned a passage from outside the corpora it was given: a defect, so nothing is shown or stored. */
export class ForeignPassageError extends Error {
  constructor() {
    super('Retrieval returned a passage from outside the scope of the question.');
    this.name = 'ForeignPassageError';
  }
}
