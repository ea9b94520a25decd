import type { Principal } from '../../core';
import { unreadablePerson } from './refused-person';

/**
 * The workspaces of a person whom a program names: the program's own, and of those only the named ones where the
 * operator has groups read.
 *
 * @param groups names separated by commas, each percent-encoded, as Open WebUI's `{{USER_GROUPS}}` is; null for all
 * @throws {Problem} 401
 */
export function workspacesOf({ workspaces }: Principal, groups: string | null): readonly string[] {
  if (groups === null) return workspaces;
  const named = new Set(groups.split(',').map((group) => decoded(group.trim())));
  return Object.freeze(workspaces.filter((workspace) => named.has(workspace)));
}

function decoded(group: string): string {
  try {
    return decodeURIComponent(group);
  } catch {
    throw unreadablePerson([{ path: ['groups'], message: 'must be percent-encoded' }]);
  }
}
