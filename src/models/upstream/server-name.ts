import { createHash } from 'node:crypto';

/**
 * A short name for a model server, part of a model's id. Two servers may give the same name to different weights, and
 * their vectors and answers must never be mixed. It is a hash, because ids are shown and a URL may hold a password.
 */
export function serverName(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl);
  return createHash('sha256')
    .update(`${host}${pathname.replace(/\/+$/, '')}`)
    .digest('hex')
    .slice(0, 8);
}
