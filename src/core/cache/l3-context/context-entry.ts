import { z } from 'zod';
import type { Passage } from '../../ports/words';
import { TextForm } from '../shared/text-form';

/** A context is its passages, and nothing else. */
export const contextForm = new TextForm<readonly Passage[], null>({
  schema: z.null(),
  passagesOf: (passages) => passages,
  restOf: () => null,
  join: (_, passages) => passages,
  quotes: false,
});
