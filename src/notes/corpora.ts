import type { Principal } from '../core';

/** Ids of the corpora that a principal may read. The database derives the same ids from a note's columns (0003_notes.sql). */
export function readableCorpora({ tenant, user, workspaces }: Principal): readonly string[] {
  return [`${tenant}/u/${user}`, ...workspaces.map((workspace) => `${tenant}/w/${workspace}`)].sort();
}
