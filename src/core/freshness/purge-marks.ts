import { Injectable } from '@nestjs/common';
import { ReservedCorpusError } from '../errors';
import type { Passage } from '../ports/words';
import { StampReader } from './stamp-reader';
import type { Snapshot } from './stamps';

/** Layers that can be purged apart. */
export const PURGEABLE = ['l1', 'l2', 'l3'] as const;
export type PurgeableLayer = (typeof PURGEABLE)[number];

/**
 * What was ever purged, as parts of cache keys; empty while nothing was. A purge changes a stamp in the database, so the keys
 * of every instance change with its commit. What was stored under the old ones is never found again.
 */
export interface PurgeMarks extends Readonly<Record<PurgeableLayer, string>> {
  /** By corpus id, in the order of the ids: the corpora that the asker may read and whose answers were ever purged. */
  readonly corpora: ReadonlyMap<string, string>;
  /** Of the last purge of answers of any corpus of the tenant, whoever may read it. */
  readonly anyCorpus: string;
}

/** The marks that concern answers. */
export type AnswerPurges = Pick<PurgeMarks, 'l1' | 'corpora' | 'anyCorpus'>;

/** The reserved corpora whose stamps are purge marks; those of applications do not begin with `*`. */
export const layerMark = (layer: PurgeableLayer, tenant: string): string => `*${layer}:${tenant}`;
export const corpusMark = (corpus: string): string => CORPUS_MARK + corpus;
/** Changes with every {@link corpusMark} of the tenant. */
export const anyCorpusMark = (tenant: string): string => `*corpora:${tenant}`;

const CORPUS_MARK = '*corpus:';

/**
 * Keeps the ids of applications out of the reserved ones. A tenant that could write to `*corpus:acme/w/eng` would purge what
 * others were answered.
 * @throws {ReservedCorpusError}
 */
export function refuseReserved(corpora: readonly string[]): void {
  for (const corpus of corpora) if (corpus.startsWith('*')) throw new ReservedCorpusError();
}

/** What has to be read beside the corpora of a question. A reader of both at one moment reads them in one batch. */
export function purgeNames(tenant: string, corpora: readonly string[]): string[] {
  const layers = PURGEABLE.map((layer) => layerMark(layer, tenant));
  return [...layers, anyCorpusMark(tenant), ...corpora.map(corpusMark)];
}

/** @param snapshot of {@link purgeNames}, stamp by stamp */
export function purgeMarksIn(snapshot: Snapshot, tenant: string): PurgeMarks {
  if (snapshot.scope.length === 0) return NEVER_PURGED;
  const marks = new Map(snapshot.scope.map((name, at) => [name, markOf(snapshot, at)]));
  const ofLayer = (layer: PurgeableLayer): string => marks.get(layerMark(layer, tenant)) ?? '';
  const anyCorpus = marks.get(anyCorpusMark(tenant)) ?? '';
  const corpora = new Map<string, string>();
  for (const [name, mark] of marks)
    if (name.startsWith(CORPUS_MARK)) corpora.set(name.slice(CORPUS_MARK.length), mark);
  return { l1: ofLayer('l1'), l2: ofLayer('l2'), l3: ofLayer('l3'), corpora, anyCorpus };
}

/**
 * Part of the key of a question. A purge of any corpus that its asker may read is a purge of the question.
 *
 * It is in the key and not among the stamps. A question entry is stored under the stamps of its evidence, which say nothing of
 * purges. Its key carries what the asker read on arrival, so what was under way during a purge is stored where nobody looks.
 */
export function questionMark({ l1, corpora }: AnswerPurges): string {
  return corpora.size === 0 ? l1 : l1 + [...corpora.values()].join('');
}

/**
 * Part of the key of an answer: what was purged of the corpora that its evidence cites, and of no others. So people who may
 * read a purged corpus and people who may not share what was not drawn from it, once it {@link hasOutlived} the purge.
 */
export function answerMark({ l1, corpora }: AnswerPurges, cited: readonly Pick<Passage, 'corpus'>[]): string {
  if (corpora.size === 0) return l1;
  const names = new Set(cited.map(({ corpus }) => corpus));
  return l1 + [...corpora].map(([corpus, mark]) => (names.has(corpus) ? mark : '')).join('');
}

/**
 * Purges that an answer is known to have been generated after: marks by corpus id, and under {@link ANY_CORPUS} the tenant's last
 * purge of a corpus, and so all before it.
 */
export type Outlived = Readonly<Record<string, string>>;

/** No id of a corpus begins so. */
const ANY_CORPUS = '*';

/**
 * What an answer outlives that is generated for somebody who read these marks.
 * @param before what the answer had outlived that it replaces
 */
export function outlives({ corpora, anyCorpus }: AnswerPurges, before: Outlived): Outlived {
  if (anyCorpus === '' && corpora.size === 0) return before;
  const any: Outlived = anyCorpus === '' ? {} : { [ANY_CORPUS]: anyCorpus };
  return { ...before, ...Object.fromEntries(corpora), ...any };
}

/**
 * Whether an answer was generated after every purge of the corpora that its asker may read. Its key tells that of the corpora that
 * it cites. The others may not be cited, and a purge is still a purge of all that was answered over its corpus.
 *
 * Who generated the answer may not have been able to read a purged corpus, and so knows nothing of its mark. Hence the mark of
 * all corpora: without it the reader would have every answer generated again that a colleague asked for first.
 */
export function hasOutlived(outlived: Outlived, { corpora, anyCorpus }: AnswerPurges): boolean {
  if (corpora.size === 0 || (anyCorpus !== '' && outlived[ANY_CORPUS] === anyCorpus)) return true;
  for (const [corpus, mark] of corpora) if (outlived[corpus] !== mark) return false;
  return true;
}

/** Purge marks for those who ask no question, such as the writer of a note. */
@Injectable()
export class Purges {
  constructor(private readonly stamps: StampReader) {}

  /** @throws {StampsUnavailableError} */
  async read(tenant: string): Promise<PurgeMarks> {
    const { read } = await this.stamps.read(purgeNames(tenant, []));
    return purgeMarksIn(read, tenant);
  }
}

export const NEVER_PURGED: PurgeMarks = Object.freeze({
  l1: '',
  l2: '',
  l3: '',
  corpora: new Map(),
  anyCorpus: '',
});

const STAMP_CHARS = 32;

/** The name with its stamp, so that no two marks can be taken for each other. The epoch's stamp comes before all. */
function markOf({ scope, stamps }: Snapshot, at: number): string {
  return (scope[at] ?? '') + stamps.slice((at + 1) * STAMP_CHARS, (at + 2) * STAMP_CHARS);
}
