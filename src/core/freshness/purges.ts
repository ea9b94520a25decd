import { Injectable } from '@nestjs/common';
import { StampReader } from './stamp-reader';
import type { Snapshot } from './stamps';

/** Layers that can be purged apart. */
export const PURGEABLE = ['l1', 'l2', 'l3'] as const;
export type PurgeableLayer = (typeof PURGEABLE)[number];

/**
 * What was ever purged, as parts of cache keys; empty while nothing was. A purge changes a stamp in the database, so the keys
 * of every instance change with its commit, and what was stored under the old ones is never found again.
 */
export interface PurgeMarks {
  /** Of the tenant's answers, and of all that was answered from these corpora. */
  readonly l1: string;
  readonly l2: string;
  readonly l3: string;
}

/** The reserved corpora whose stamps are purge marks; those of applications do not begin with `*`. */
export const layerMark = (layer: PurgeableLayer, tenant: string): string => `*${layer}:${tenant}`;
export const corpusMark = (corpus: string): string => `*corpus:${corpus}`;

/** What has to be read beside the corpora of a question: who reads both at one moment reads them in one batch. */
export function purgeNames(tenant: string, corpora: readonly string[]): string[] {
  return [
    ...PURGEABLE.map((layer) => layerMark(layer, tenant)),
    ...corpora.map((corpus) => corpusMark(corpus)),
  ];
}

/** @param snapshot of {@link purgeNames} */
export function purgeMarksIn(snapshot: Snapshot, tenant: string): PurgeMarks {
  if (snapshot.scope.length === 0) return NEVER_PURGED;
  const [l1 = '', l2 = '', l3 = ''] = PURGEABLE.map((layer) => markOf(snapshot, layerMark(layer, tenant)));
  return { l1: l1 + marksOfCorpora(snapshot), l2, l3 };
}

/** Purge marks for who asks no question, such as the writer of a note. */
@Injectable()
export class Purges {
  constructor(private readonly stamps: StampReader) {}

  /** @throws {StampsUnavailableError} */
  async read(tenant: string): Promise<PurgeMarks> {
    return purgeMarksIn(await this.stamps.read(purgeNames(tenant, [])), tenant);
  }
}

export const NEVER_PURGED: PurgeMarks = Object.freeze({ l1: '', l2: '', l3: '' });

const STAMP_CHARS = 32;

/** The name with its stamp, so that no two marks can be taken for each other; the epoch's stamp comes before all. */
function markOf({ scope, stamps }: Snapshot, name: string): string {
  const at = scope.indexOf(name);
  if (at < 0) return '';
  return name + stamps.slice((at + 1) * STAMP_CHARS, (at + 2) * STAMP_CHARS);
}

function marksOfCorpora(snapshot: Snapshot): string {
  const names = snapshot.scope.filter((name) => name.startsWith(corpusMark('')));
  return names.map((name) => markOf(snapshot, name)).join('');
}
