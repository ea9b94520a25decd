import { createSigner, type Algorithm } from 'fast-jwt';

export const PERSON_SECRET = 'another secret, which signs names alone';
export const PERSON_TOKENS = { JWT_PERSON_SECRET: PERSON_SECRET } as const;

/** The header that Open WebUI sends with FORWARD_USER_INFO_HEADER_JWT_SECRET, with its claims and its life of 300 s. */
export function named(
  sub: string,
  claims: Record<string, unknown> = {},
  { key = PERSON_SECRET, algorithm = 'HS256' }: { key?: string; algorithm?: Algorithm } = {},
): Record<string, string> {
  const iat = Math.floor(Date.now() / 1_000);
  const person = { sub, email: `${sub}@acme.test`, name: sub, role: 'admin', iss: 'open-webui' };
  const token = createSigner({ key, algorithm })({ ...person, iat, exp: iat + 300, ...claims });
  return { 'X-OpenWebUI-User-Jwt': token };
}
