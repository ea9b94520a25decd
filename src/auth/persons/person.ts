import { id } from '../claims';

/** Whom a program asks for, as a header of its request says. */
export interface Person {
  /** The same id as in a token of that person's own. */
  readonly user: string;
  /** Unix milliseconds, after which the header must be read again. */
  readonly expiresAt: number;
}

/**
 * Reads the person in a header's value.
 * @throws {Problem} 401
 */
export type ReadPerson = (value: string) => Person;

/**
 * The id of a person whom a program names. Two ids that look the same must be the same. So it is in Unicode's form NFC,
 * and has no invisible characters and no blanks around it.
 */
export const personId = id
  .regex(/^[^\p{Format}]*$/u, 'must hold no invisible characters')
  .refine((user) => user === user.trim(), 'must not begin or end with a blank')
  .refine((user) => user === user.normalize('NFC'), 'must be in the Unicode form NFC')
  .refine((user) => !user.startsWith('*'), 'must not begin with "*"')
  .refine((user) => !user.includes('/'), 'must hold no "/"');
