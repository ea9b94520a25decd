import type { Principal } from '../../core';
import { unreadableGroups } from './refused-person';

/** What a program says of a person's groups, and in which header. */
export interface NamedGroups {
  readonly header: string;
  /** Names separated by commas, each percent-encoded, as Open WebUI's `{{USER_GROUPS}}` is. */
  readonly text: string;
}

/**
 * The workspaces of a person whom a program names: the program's own, and of those only the named ones where the
 * operator has groups read.
 *
 * @param groups null for all
 * @throws {Problem} 401
 */
export function workspacesOf({ workspaces }: Principal, groups: NamedGroups | null): readonly string[] {
  if (groups === null) return workspaces;
  const { header, text } = groups;
  const named = new Set(text.split(',').map((group) => decoded(group.trim(), header)));
  return Object.freeze(workspaces.filter((workspace) => named.has(workspace)));
}

function decoded(group: string, header: string): string {
  try {
    return decodeURIComponent(group);
  } catch {
    throw unreadableGroups(header);
  }
}
