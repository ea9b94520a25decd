import { personId, type ReadPerson } from './person';
import { unreadableId } from './refused-person';

/**
 * What a header can carry as it stands. Node joins repeated headers with commas, so a value with one may be two people.
 * Percent signs are not decoded: whoever signs up as `v%69ctim` would become `victim`.
 */
const plainId = personId.regex(/^[\x20-\x2b\x2d-\x7e]*$/, 'must be ASCII without commas');

/** Reads a person's id from this header, which nobody signed. */
export function plainPersons(header: string): ReadPerson {
  return (value) => {
    const parsed = plainId.safeParse(value);
    if (!parsed.success) throw unreadableId(header, parsed.error.issues);
    return { user: parsed.data, expiresAt: Infinity };
  };
}
