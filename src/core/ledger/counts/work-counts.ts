import { Durations } from '../durations';
import type {
  CallOutcome,
  Condenser,
  ErasePlace,
  LeadKind,
  RefreshOutcome,
  RerankOutcome,
  WorkEvent,
} from '../events';

/** Counts since the start of the work behind the caches. */
export interface WorkCounts {
  readonly modelCalls: Record<CallOutcome, number>;
  readonly modelTimes: Durations;
  /** Questions behind other turns that were made standalone. */
  readonly condensed: Record<Condenser, number>;
  /** Of those that a model was asked for. */
  readonly condenseTimes: Durations;
  readonly leads: Record<LeadKind, number>;
  embeddedTexts: number;
  readonly embedTimes: Durations;
  retrievals: number;
  readonly retrieveTimes: Durations;
  readonly reranks: Record<RerankOutcome, number>;
  readonly rerankTimes: Durations;
  backgroundDrops: number;
  readonly erasedDocuments: Record<ErasePlace, number>;
  erasureFailures: number;
  foreignPassages: number;
  readonly refreshes: Record<RefreshOutcome, number>;
}

export function noWorkCounts(): WorkCounts {
  return {
    modelCalls: { passed: 0, refused: 0, failed: 0, abandoned: 0, skipped: 0 },
    modelTimes: new Durations(),
    condensed: { rules: 0, model: 0, memory: 0, rules_instead: 0 },
    condenseTimes: new Durations(),
    leads: { leased: 0, alone: 0, elsewhere: 0, gave_up: 0 },
    embeddedTexts: 0,
    embedTimes: new Durations(),
    retrievals: 0,
    retrieveTimes: new Durations(),
    reranks: { reranked: 0, failed: 0 },
    rerankTimes: new Durations(),
    backgroundDrops: 0,
    erasedDocuments: { memory: 0, shared_store: 0 },
    erasureFailures: 0,
    foreignPassages: 0,
    refreshes: { fresh: 0, revalidated: 0, generated: 0, refused: 0, failed: 0, over_budget: 0 },
  };
}

export function countWork(counts: WorkCounts, event: WorkEvent): void {
  switch (event.type) {
    case 'embed':
      counts.embeddedTexts += event.texts;
      counts.embedTimes.add(event.ms);
      return;
    case 'retrieve':
      counts.retrievals++;
      counts.retrieveTimes.add(event.ms);
      return;
    case 'rerank':
      counts.reranks[event.outcome]++;
      counts.rerankTimes.add(event.ms);
      return;
    case 'model_call':
      counts.modelCalls[event.outcome]++;
      // What was not asked took no time.
      if (event.outcome !== 'skipped') counts.modelTimes.add(event.ms);
      return;
    case 'condense':
      counts.condensed[event.by]++;
      if (event.by === 'model' || event.by === 'rules_instead') counts.condenseTimes.add(event.ms);
      return;
    case 'lead':
      counts.leads[event.kind]++;
      return;
    case 'background_drop':
      counts.backgroundDrops += event.entries;
      return;
    case 'erase':
      counts.erasedDocuments[event.place] += event.documents;
      return;
    case 'erase_failure':
      counts.erasureFailures++;
      return;
    case 'foreign_passage':
      counts.foreignPassages++;
  }
}
