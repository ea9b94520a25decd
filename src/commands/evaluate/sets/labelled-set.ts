import type { NoteText } from '../product';

/** A question of a set, and what is known of its answer. */
export interface Labelled {
  readonly text: string;
  /** Two questions have the same answer if and only if they have the same class. Not set where nobody labelled them. */
  readonly answerClass?: string;
  /** Two questions of one template with two classes differ in a slot: a number, a name, a time. */
  readonly template?: string;
  /** Set where it is another question of the set in other words, with the half of the set that it belongs to. */
  readonly rewording?: 'A' | 'B';
}

/** A set, with the notes that its questions are asked over; without any where it has none. */
export interface LabelledSet {
  readonly name: string;
  readonly questions: readonly Labelled[];
  readonly notes: readonly NoteText[];
  /** Whether the questions are asked in their own order, and not shuffled. */
  readonly isOrdered?: true;
}
