import { Problem, type FieldError } from '../../http/problem';
import { fieldErrors, type Issues, REALM } from '../unauthorized';

/** A 401 to a person's token that is past its end. */
export function expiredPerson(): Problem {
  return refused(
    'The token of the person has expired.',
    'Send a new one; servers whose clocks differ need NTP.',
  );
}

/** A 401 to what is no token, is forged, or is signed otherwise. */
export function unsignedPerson(): Problem {
  return refused(
    'The token of the person is not signed as this server expects: HS256 with its JWT_PERSON_SECRET.',
    'Give the program the same secret, and have it send one token.',
  );
}

/** A 401 to a signed token whose claims name nobody who could be. */
export function unreadablePerson(issues: Issues): Problem {
  return refused(
    'The token of the person names them in a way that this server does not take.',
    'Correct the claims that are listed under "errors".',
    fieldErrors(issues),
  );
}

/** A 401 to a plain header that names nobody who could be. */
export function unreadableId(header: string, issues: Issues): Problem {
  return refused(
    `The header ${header} names no one person whom this server takes.`,
    `Have the program send the id of one person in ${header}: 1 to 200 characters of ASCII, without commas, "/", "*" at the start and blanks around it.`,
    fieldErrors(issues.map(({ message }) => ({ path: [header], message }))),
  );
}

/** A 401 to a header of groups that cannot be read. */
export function unreadableGroups(header: string): Problem {
  return refused(
    `The header ${header} holds no list of groups.`,
    `Have the program send the names of the groups in ${header}, separated by commas, each percent-encoded.`,
    fieldErrors([{ path: [header], message: 'must be percent-encoded' }]),
  );
}

/** A 401 to a program that names a person in a header which the operator did not turn on. */
export function unheededPerson(header: string, setting: string): Problem {
  return refused(
    `The program names a person in ${header}, and this server does not take it from there.`,
    `Set ${setting}, or have the program leave the header out.`,
  );
}

function refused(detail: string, remedy: string, errors?: readonly FieldError[]): Problem {
  return new Problem({
    status: 401,
    code: 'invalid_person',
    title: 'For whom is this asked?',
    detail,
    remedy,
    headers: { 'WWW-Authenticate': `${REALM}, error="invalid_token", error_description="${detail}"` },
    errors,
  });
}
