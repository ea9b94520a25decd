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

/** A 401 to a header, or to a signed token, that names nobody who could be. */
export function unreadablePerson(issues: Issues): Problem {
  return refused(
    'The request names a person in a way that this server does not take.',
    'Correct what is listed under "errors".',
    fieldErrors(issues),
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
