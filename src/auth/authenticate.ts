import type { AuthSettings } from '../config/settings';
import type { Principal } from '../core';
import { bearerTokens } from './bearer-tokens';
import { LOCAL_PRINCIPAL } from './local-principal';

/**
 * Finds the principal behind an `Authorization` header.
 * @throws {Problem} 401
 */
export type Authenticate = (authorization: string | undefined) => Principal;

/** With `jwt` bearer tokens are checked. Otherwise every asker is the owner of this machine. */
export function authenticator(auth: AuthSettings): Authenticate {
  return auth.mode === 'jwt' ? bearerTokens(auth.secret) : () => LOCAL_PRINCIPAL;
}
