import type { Match, Reason } from '../../ports/words';
import { Durations } from '../durations';
import type { Answered, Bypassed } from '../events';

/** Counts since the start of the answers themselves. */
export interface AnswerCounts {
  readonly byMatch: Record<Match | 'generated', number>;
  readonly byReason: Map<Reason, number>;
  collapsed: number;
  degraded: number;
  /** Also of hits: how often people were told that the notes do not answer. */
  unanswerable: number;
  /** Of the exact hits, those that could not be checked. */
  stale: number;
  /** What was asked about chats themselves: no part of any other count but the cost. */
  readonly bypassed: Record<'answered' | 'degraded', number>;
  /** Of refreshes, of what was asked about chats themselves, and of questions made standalone, too. */
  costUsd: number;
  costSavedUsd: number;
  timeSavedMs: number;
  readonly hitTimes: Durations;
  readonly missTimes: Durations;
}

export function noAnswerCounts(): AnswerCounts {
  return {
    byMatch: { exact: 0, revalidated: 0, semantic: 0, generated: 0 },
    byReason: new Map(),
    collapsed: 0,
    degraded: 0,
    unanswerable: 0,
    stale: 0,
    bypassed: { answered: 0, degraded: 0 },
    costUsd: 0,
    costSavedUsd: 0,
    timeSavedMs: 0,
    hitTimes: new Durations(),
    missTimes: new Durations(),
  };
}

export function countAnswer(counts: AnswerCounts, event: Answered): void {
  counts.byMatch[event.match ?? 'generated']++;
  if (event.reason !== null) counts.byReason.set(event.reason, (counts.byReason.get(event.reason) ?? 0) + 1);
  if (event.collapsed) counts.collapsed++;
  if (event.degraded) counts.degraded++;
  if (event.unanswerable) counts.unanswerable++;
  if (event.stale) counts.stale++;
  counts.costUsd += event.costUsd ?? 0;
  counts.costSavedUsd += event.costSavedUsd ?? 0;
  counts.timeSavedMs += event.timeSavedMs;
  (event.match === null ? counts.missTimes : counts.hitTimes).add(event.ms);
}

export function countBypassed(counts: AnswerCounts, { degraded, costUsd }: Bypassed): void {
  counts.bypassed[degraded ? 'degraded' : 'answered']++;
  counts.costUsd += costUsd ?? 0;
}
