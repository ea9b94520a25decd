import { LISTS, NAMED, STEPS, TABLES } from './of-forms';
import { COUNTS, DATES, HEADINGS, NEGATIVES, NOTHINGS, PEOPLE, SUPERSEDED } from './of-sense';
import type { SampleQuestion } from './question';

export { unmarked, wrongIn, type SampleQuestion } from './question';

/** Six that are known to have been answered wrongly, and sixty more. */
export const SAMPLE_QUESTIONS: readonly SampleQuestion[] = [
  ...NAMED,
  ...LISTS,
  ...STEPS,
  ...TABLES,
  ...SUPERSEDED,
  ...HEADINGS,
  ...DATES,
  ...NEGATIVES,
  ...PEOPLE,
  ...COUNTS,
  ...NOTHINGS,
];
