import { createVerifier, TokenError } from 'fast-jwt';
import { z } from 'zod';
import type { PersonTokenSettings } from '../../config/settings';
import { CLOCK_TOLERANCE_MS } from '../clocks';
import { personId, type ReadPerson } from './person';
import { expiredPerson, unreadablePerson, unsignedPerson } from './refused-person';

/** Open WebUI's live 300 s unless told otherwise (its env.py, FORWARD_USER_INFO_HEADER_JWT_EXPIRES_SECONDS). */
const LONGEST_LIFE_S = 86_400;
/** Open WebUI's have some 300 characters. */
const MAX_CHARS = 8_192;

type Verify = (token: string) => unknown;

/**
 * Reads tokens that say who a person is: HS256, signed with the secret that is theirs alone, and with an end. Further
 * claims are ignored. What such a token says of roles is no business of this server.
 */
export function personTokens({ secret, issuer }: PersonTokenSettings): ReadPerson {
  const verify: Verify = createVerifier<string>({
    key: secret,
    algorithms: ['HS256'],
    clockTolerance: CLOCK_TOLERANCE_MS,
  });
  const claims = claimsFrom(issuer);
  return (token) => {
    if (token.length > MAX_CHARS) throw unsignedPerson();
    const parsed = claims.safeParse(payloadOf(token, verify));
    if (!parsed.success) throw unreadablePerson(parsed.error.issues);
    const { sub, exp } = parsed.data;
    return { user: sub, expiresAt: exp * 1_000 + CLOCK_TOLERANCE_MS };
  };
}

function claimsFrom(issuer: string) {
  return z
    .object({
      sub: personId,
      iss: z.literal(issuer, 'must be JWT_PERSON_ISSUER'),
      /** RFC 7519 section 4.1.3: whoever is not among the named ones refuses the token. Nobody can name this server yet. */
      aud: z.never('must be left out').optional(),
      iat: z.number().refine((iat) => iat * 1_000 <= Date.now() + CLOCK_TOLERANCE_MS, 'must not be to come'),
      exp: z.number(),
    })
    .refine(({ iat, exp }) => exp - iat <= LONGEST_LIFE_S, {
      path: ['exp'],
      error: `must be at most ${LONGEST_LIFE_S} s after "iat"`,
    });
}

function payloadOf(token: string, verify: Verify): unknown {
  try {
    return verify(token);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    if (error.code === TokenError.codes.expired) throw expiredPerson();
    throw unsignedPerson();
  }
}
