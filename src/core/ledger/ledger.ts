import { Injectable } from '@nestjs/common';
import type { LayerSize } from './events';
import type { Match, Reason } from '../ports/words';
import type {
  Answered,
  CallOutcome,
  ErasePlace,
  RefreshOutcome,
  LayerName,
  LeadKind,
  LedgerEvent,
  SharedStoreState,
  UpstreamName,
  UpstreamState,
} from './events';
import { Durations } from './durations';

/** Counts since the start of one layer. */
export interface LayerCounts {
  fresh: number;
  outdated: number;
  missed: number;
  stored: number;
  dropped: number;
  evicted: number;
  faults: number;
  readonly hitTimes: Durations;
  readonly missTimes: Durations;
}

/** Counts since the start of the answers themselves. */
export interface AnswerCounts {
  readonly byMatch: Record<Match | 'generated', number>;
  readonly byReason: Map<Reason, number>;
  collapsed: number;
  degraded: number;
  /** Of the exact hits, those that could not be checked. */
  stale: number;
  costUsd: number;
  costSavedUsd: number;
  timeSavedMs: number;
  readonly hitTimes: Durations;
  readonly missTimes: Durations;
}

/** Counts since the start of the work behind the caches. */
export interface WorkCounts {
  readonly modelCalls: Record<CallOutcome, number>;
  readonly modelTimes: Durations;
  readonly leads: Record<LeadKind, number>;
  embeddedTexts: number;
  readonly embedTimes: Durations;
  retrievals: number;
  readonly retrieveTimes: Durations;
  backgroundDrops: number;
  readonly erasedDocuments: Record<ErasePlace, number>;
  erasureFailures: number;
  foreignPassages: number;
  readonly refreshes: Record<RefreshOutcome, number>;
}

/** A model as it was last known, and the retries that it was sent since the start. */
export interface UpstreamCounts {
  state: UpstreamState;
  retries: number;
}

/** The shared store as it was last known, and the commands that it did not do since the start, sent or not. */
export interface SharedStoreCounts {
  state: SharedStoreState;
  failures: number;
}

/**
 * The one book that every event goes into; statistics, metrics and the dashboard are views of it. Its size does not
 * depend on what is cached, and reading it costs the same at any size.
 */
@Injectable()
export class Ledger {
  readonly layers: Readonly<Record<LayerName, LayerCounts>> = {
    l1_question: emptyLayer(),
    l1_answer: emptyLayer(),
    l2_embedding: emptyLayer(),
    l3_context: emptyLayer(),
  };
  readonly answers: AnswerCounts = {
    byMatch: { exact: 0, revalidated: 0, semantic: 0, generated: 0 },
    byReason: new Map(),
    collapsed: 0,
    degraded: 0,
    stale: 0,
    costUsd: 0,
    costSavedUsd: 0,
    timeSavedMs: 0,
    hitTimes: new Durations(),
    missTimes: new Durations(),
  };
  readonly work: WorkCounts = {
    modelCalls: { passed: 0, refused: 0, failed: 0, abandoned: 0, skipped: 0 },
    modelTimes: new Durations(),
    leads: { leased: 0, alone: 0, elsewhere: 0 },
    embeddedTexts: 0,
    embedTimes: new Durations(),
    retrievals: 0,
    retrieveTimes: new Durations(),
    backgroundDrops: 0,
    erasedDocuments: { memory: 0, shared_store: 0 },
    erasureFailures: 0,
    foreignPassages: 0,
    refreshes: { fresh: 0, revalidated: 0, generated: 0, refused: 0, failed: 0, over_budget: 0 },
  };
  readonly upstreams: Readonly<Record<UpstreamName, UpstreamCounts>> = {
    language: { state: 'up', retries: 0 },
    embedding: { state: 'up', retries: 0 },
  };
  readonly sharedStore: SharedStoreCounts = { state: 'none', failures: 0 };
  private readonly gauges = new Map<LayerName, () => LayerSize>();

  /** Lets a layer say how much it holds; asked only when somebody reads. */
  measure(layer: LayerName, size: () => LayerSize): void {
    this.gauges.set(layer, size);
  }

  size(layer: LayerName): LayerSize {
    return this.gauges.get(layer)?.() ?? { entries: 0, bytes: 0 };
  }

  record(event: LedgerEvent): void {
    switch (event.type) {
      case 'lookup':
        recordLookup(this.layers[event.layer], event);
        return;
      case 'store':
        this.layers[event.layer].stored += event.entries;
        return;
      case 'drop':
        this.layers[event.layer].dropped += event.entries;
        return;
      case 'evict':
        this.layers[event.layer].evicted += event.entries;
        return;
      case 'fault':
        this.layers[event.layer].faults++;
        return;
      case 'answered':
        recordAnswer(this.answers, event);
        return;
      case 'refresh':
        this.work.refreshes[event.outcome]++;
        this.answers.costUsd += event.costUsd ?? 0;
        return;
      case 'upstream':
        this.upstreams[event.upstream].state = event.state;
        return;
      case 'upstream_retry':
        this.upstreams[event.upstream].retries++;
        return;
      case 'shared_store':
        this.sharedStore.state = event.state;
        return;
      case 'shared_store_failure':
        this.sharedStore.failures++;
        return;
      case 'embed':
      case 'retrieve':
      case 'model_call':
      case 'lead':
      case 'background_drop':
      case 'erase':
      case 'erase_failure':
      case 'foreign_passage':
        recordWork(this.work, event);
    }
  }
}

function recordLookup(counts: LayerCounts, { outcome, ms }: Extract<LedgerEvent, { type: 'lookup' }>): void {
  if (outcome === 'fresh') {
    counts.fresh++;
    counts.hitTimes.add(ms);
    return;
  }
  if (outcome === 'outdated') counts.outdated++;
  else counts.missed++;
  counts.missTimes.add(ms);
}

function recordAnswer(counts: AnswerCounts, event: Answered): void {
  counts.byMatch[event.match ?? 'generated']++;
  if (event.reason !== null) counts.byReason.set(event.reason, (counts.byReason.get(event.reason) ?? 0) + 1);
  if (event.collapsed) counts.collapsed++;
  if (event.degraded) counts.degraded++;
  if (event.stale) counts.stale++;
  counts.costUsd += event.costUsd ?? 0;
  counts.costSavedUsd += event.costSavedUsd ?? 0;
  counts.timeSavedMs += event.timeSavedMs;
  (event.match === null ? counts.missTimes : counts.hitTimes).add(event.ms);
}

type WorkEvent = Extract<
  LedgerEvent,
  {
    type:
      | 'embed'
      | 'retrieve'
      | 'model_call'
      | 'lead'
      | 'background_drop'
      | 'erase'
      | 'erase_failure'
      | 'foreign_passage';
  }
>;

function recordWork(counts: WorkCounts, event: WorkEvent): void {
  switch (event.type) {
    case 'embed':
      counts.embeddedTexts += event.texts;
      counts.embedTimes.add(event.ms);
      return;
    case 'retrieve':
      counts.retrievals++;
      counts.retrieveTimes.add(event.ms);
      return;
    case 'model_call':
      counts.modelCalls[event.outcome]++;
      if (event.outcome !== 'skipped') counts.modelTimes.add(event.ms);
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

function emptyLayer(): LayerCounts {
  return {
    fresh: 0,
    outdated: 0,
    missed: 0,
    stored: 0,
    dropped: 0,
    evicted: 0,
    faults: 0,
    hitTimes: new Durations(),
    missTimes: new Durations(),
  };
}
