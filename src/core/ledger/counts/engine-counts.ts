import type {
  SharedStoreEvent,
  SharedStoreState,
  UpstreamEvent,
  UpstreamName,
  UpstreamState,
} from '../events';

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

export function countUpstream(
  upstreams: Readonly<Record<UpstreamName, UpstreamCounts>>,
  event: UpstreamEvent,
): void {
  const counts = upstreams[event.upstream];
  if (event.type === 'upstream') counts.state = event.state;
  else counts.retries++;
}

export function countSharedStore(counts: SharedStoreCounts, event: SharedStoreEvent): void {
  if (event.type === 'shared_store') counts.state = event.state;
  else counts.failures++;
}
