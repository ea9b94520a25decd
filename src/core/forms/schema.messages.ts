import type { JsonSchema } from '../ports/words';

/** What the thread of schemas is asked. Schemas are within the limits of schema-limits.ts. */
export type SchemaJob =
  | { readonly kind: 'check'; readonly schemas: readonly JsonSchema[] }
  | { readonly kind: 'satisfied'; readonly pairs: readonly SchemaPair[] };

export interface SchemaPair {
  readonly schema: JsonSchema;
  readonly json: string;
}

/** The first schema that cannot be used, and why, for people. */
export interface SchemaProblem {
  /** Its place in the list. */
  readonly at: number;
  readonly message: string;
}

/** What it answers. `all`: whether each text satisfies its schema. */
export type SchemaReport = { readonly problem: SchemaProblem | null } | { readonly all: boolean };
