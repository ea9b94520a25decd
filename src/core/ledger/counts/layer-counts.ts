import { Durations } from '../durations';
import type { LayerEvent } from '../events';

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

export function noLayerCounts(): LayerCounts {
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

export function countLayer(counts: LayerCounts, event: LayerEvent): void {
  switch (event.type) {
    case 'lookup':
      countLookup(counts, event);
      return;
    case 'store':
      counts.stored += event.entries;
      return;
    case 'drop':
      counts.dropped += event.entries;
      return;
    case 'evict':
      counts.evicted += event.entries;
      return;
    case 'fault':
      counts.faults++;
  }
}

function countLookup(counts: LayerCounts, { outcome, ms }: Extract<LayerEvent, { type: 'lookup' }>): void {
  if (outcome === 'fresh') {
    counts.fresh++;
    counts.hitTimes.add(ms);
    return;
  }
  if (outcome === 'outdated') counts.outdated++;
  else counts.missed++;
  counts.missTimes.add(ms);
}
