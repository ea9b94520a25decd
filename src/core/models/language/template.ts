import type { Prompt, PromptPassage } from '../../words';

/** What a model says when the evidence does not answer: a complete answer, and as cacheable as any other. */
export const NOTHING_ANSWERS = 'Nothing in your notes answers this.';
