import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(__dirname, '../../docs/scaling.md');

/**
 * ACL rules of a user with exactly the rights that a service needs, according to docs/scaling.md.
 *
 * @param prefix of the keys, instead of the one in the docs
 */
export function redisRights(prefix: string, ...more: readonly string[]): readonly string[] {
  const [rules] = /(?<=`)resetkeys [^`]+(?=`)/.exec(readFileSync(DOCS, 'utf8')) ?? [];
  if (rules === undefined) throw new Error('The docs name no rights.');
  return [...rules.replace('~trivet:*', `~${prefix}*`).split(' '), ...more];
}
