import { setTimeout } from 'node:timers/promises';
import type { Person } from './app';
import { samplesOf } from './metric';

const PAUSE_MS = 5;

/** Look-ups of answer entries so far. A question makes one last before it boards a flight, and one first aboard. */
export async function answerLookups(me: Person): Promise<number> {
  const samples = await samplesOf(me, 'trivet_lookups_total');
  return samples
    .filter(({ labels }) => labels['layer'] === 'l1_answer')
    .reduce((sum, { value }) => sum + value, 0);
}

/** Resolves when there have been `times` of them. */
export async function lookedUp(me: Person, times: number): Promise<void> {
  // Reading the metrics takes the service the time that it needs for the look-ups.
  while ((await answerLookups(me)) < times) await setTimeout(PAUSE_MS);
}
