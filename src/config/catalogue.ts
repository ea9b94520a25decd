import { z } from 'zod';
import { variables } from './variables';

/** One variable as people read about it. */
export interface CatalogueEntry {
  readonly name: string;
  readonly description: string;
  /** What is allowed, to follow "must be". */
  readonly allowed: string;
  readonly secret: boolean;
  /** The default as it would be written in the environment; empty when there is none. */
  readonly fallback: string;
}

/** Every variable of the schema, in its order. */
export const catalogue: readonly CatalogueEntry[] = Object.entries(variables.shape).map(
  ([name, variable]) => {
    const { allowed, secret } = z.globalRegistry.get(variable.unwrap()) ?? {};
    return {
      name,
      description: variable.description ?? '',
      allowed: String(allowed),
      secret: secret === true,
      fallback: String(variable.safeParse(undefined).data ?? ''),
    };
  },
);
