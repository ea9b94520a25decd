import { TokenError, type TokenValidationErrorCode } from 'fast-jwt';
import { Problem, type FieldError } from '../http/problem';

/** What every 401 of this server asks for. */
export const REALM = 'Bearer realm="trivet"';

/** A 401 to a request without a usable `Authorization` header. */
export function missingToken(): Problem {
  return new Problem({
    status: 401,
    code: 'unauthenticated',
    title: 'Who is asking?',
    detail: 'The request carries no bearer token.',
    remedy: 'Send "Authorization: Bearer <token>".',
    headers: { 'WWW-Authenticate': REALM },
  });
}

/** A 401 to a token that is expired, forged, or not a token. `code` is fast-jwt's. */
export function invalidToken(code: TokenValidationErrorCode): Problem {
  const { expired, inactive } = TokenError.codes;
  if (code === expired) return refused('The token has expired.');
  if (code === inactive) return refused('The token is not valid yet.');
  return refused('The token is not signed as this server expects: HS256 with its JWT_SECRET.');
}

/** What a schema found wrong. */
export type Issues = readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];

export function fieldErrors(issues: Issues): readonly FieldError[] {
  return issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));
}

/** A 401 to a token of ours whose claims do not name a principal. */
export function invalidClaims(issues: Issues): Problem {
  return refused('The claims of the token do not name a principal.', fieldErrors(issues));
}

function refused(detail: string, errors?: readonly FieldError[]): Problem {
  return new Problem({
    status: 401,
    code: 'invalid_token',
    title: 'Invalid token',
    detail,
    remedy: 'Get a new token from whoever issues them.',
    headers: { 'WWW-Authenticate': `${REALM}, error="invalid_token", error_description="${detail}"` },
    errors,
  });
}
