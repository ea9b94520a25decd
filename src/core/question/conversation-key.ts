import type { Turn } from '../ports/words';
import { cacheKey, type KeyPart } from './keys';

/** What was said around a question, and by whom it is asked. */
export interface Conversation {
  readonly name?: string | undefined;
  /** Oldest first. */
  readonly earlier: readonly Turn[];
  readonly later: readonly Turn[];
}

/** @returns the empty string for a question of its own */
export function conversationKey({ name, earlier, later }: Conversation): string {
  if (earlier.length === 0 && later.length === 0 && name === undefined) return '';
  const parts = earlier.flatMap(partsOf);
  // A question that nobody is named for and that nothing was said behind is what every question with earlier turns used to be.
  if (later.length === 0 && name === undefined) return cacheKey('earlier', parts);
  // A number stands where no turn has one, so no turn is taken for the question.
  return cacheKey('earlier', [...parts, later.length, name ?? [], ...later.flatMap(partsOf)]);
}

/** A name is a list, so that no text is taken for one. */
function partsOf({ role, text, name }: Turn): KeyPart[] {
  return name === undefined ? [role, text] : [role, text, [name]];
}
