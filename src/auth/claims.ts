import { z } from 'zod';

const MAX_ID_CHARS = 200;

/** Ids become parts of cache keys and rows. So they are printable, well-formed and of bounded length. */
export const id = z
  .string()
  .min(1)
  .max(MAX_ID_CHARS)
  .regex(/^[^\p{Control}\p{Surrogate}]*$/u, 'must hold no control characters');

/** A set of ids in one order, so that equal rights look equal. */
const ids = z.array(id).transform((all): readonly string[] => Object.freeze([...new Set(all)].sort()));

/** The claims that a token must have. Further ones are ignored. */
export const claims = z.object({
  /** Corpus ids are `tenant/…`, so the tenant itself has no slash. Those that begin with `*` belong to the core. */
  tenant: id
    .refine((tenant) => !tenant.startsWith('*'), 'must not begin with "*"')
    .refine((tenant) => !tenant.includes('/'), 'must hold no "/"'),
  /** The user, unique inside the tenant. */
  sub: id,
  workspaces: ids,
  roles: ids.prefault([]),
  /** Seconds since 1970. A token without an end could never be taken back. */
  exp: z.number(),
});
