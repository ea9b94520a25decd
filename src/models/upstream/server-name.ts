import { createHash } from 'node:crypto';

/**
 * A short name for a model server, part of a model's id: two servers may give the same name to different weights, and
 * their vectors and answers must never be mixed. Hashed, because a URL may hold a password, and ids are shown.
 */
export function serverName(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl);
  return createHash('sha256')
    .update(`${host}${pathname.replace(/\/+$/, '')}`)
    .digest('hex')
    .slice(0, 8);
}
