import { setTimeout } from 'node:timers/promises';
import type { Person } from './app';
import { parsePrometheus } from './prometheus';

const PAUSE_MS = 5;

/** Look-ups of answer entries so far: the last thing a question does before it boards a flight, and the first aboard. */
export async function answerLookups(me: Person): Promise<number> {
  const { body } = await me.call<string>('GET', '/metrics');
  const samples = parsePrometheus(body).get('trivet_lookups_total')?.samples ?? [];
  return samples
    .filter(({ labels }) => labels['layer'] === 'l1_answer')
    .reduce((sum, { value }) => sum + value, 0);
}

/** Resolves when there have been `times` of them. */
export async function lookedUp(me: Person, times: number): Promise<void> {
  // Reading the metrics takes the service the time that it needs for the look-ups.
  while ((await answerLookups(me)) < times) await setTimeout(PAUSE_MS);
}
