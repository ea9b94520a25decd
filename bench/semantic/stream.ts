import { rejectingGate, type Gate } from '../../src/core/semantic/gates/gates';
import type { EvidenceStrength } from '../../src/core/semantic/gates/evidence.gate';
import { read } from '../../src/core/semantic/gates/reading';
import { seeded, shuffled } from '../../test/support/seeded';
import type { LabelledSet } from './sets';
import type { Neighbours } from './vectors';

/** How many of the nearest earlier questions are looked at, as a search for candidates would return them. */
const CANDIDATES = 50;

export interface Tally {
  requests: number;
  served: number;
  wrong: number;
  /** Of these the template is the same: only a slot differs. */
  wrongSlot: number;
  /** Requests that were not served, by the gate that rejected their nearest candidate. */
  readonly rejections: Map<Gate, number>;
  readonly wrongPairs: Map<string, number>;
}

/** @returns the gate that rejects that `question` is served the answer to `candidate`, or null */
export type Policy = (question: number, candidate: number, similarity: number) => Gate | null;

export interface Ground {
  readonly set: LabelledSet;
  readonly neighbours: Neighbours;
  /** Passages of each question; null for a set without notes. */
  readonly evidence: readonly (readonly string[])[] | null;
}

/** What semantic caches do elsewhere: the nearest one at or above the threshold is served. */
export function staticPolicy(threshold: number): Policy {
  return (_, __, similarity) => (similarity >= threshold ? null : 'similarity');
}

/** @param strength unused for a set without notes */
export function gatedPolicy(
  { set, evidence }: Ground,
  threshold: number,
  strength: EvidenceStrength = 'set',
): Policy {
  const readings = set.questions.map(({ text }) => read(text));
  const known = new Map<number, Gate | null>();
  return (question, candidate, similarity) => {
    const key = question * readings.length + candidate;
    const before = known.get(key);
    if (before !== undefined) return before;
    const [asked, earlier] = [readings[question], readings[candidate]];
    if (!asked || !earlier) return 'words';
    const passages = evidence?.[candidate] ?? [];
    const gate = rejectingGate({
      question: asked,
      candidate: earlier,
      similarity,
      threshold,
      // The extractive model cites what stands first.
      evidence: evidence && {
        answer: { passages, cited: passages.slice(0, 1) },
        fresh: evidence[question] ?? [],
        strength,
      },
    });
    known.set(key, gate);
    return gate;
  };
}

/**
 * Asks all questions in a shuffled order, as a cache meets them: a request looks at its nearest earlier generated questions and is
 * served the first eligible one's answer. Else its answer is generated, and it is a candidate from then on.
 *

 */
export function ask({ set, neighbours }: Ground, policy: Policy, seeds: number): Tally {
  const tally: Tally = {
    requests: 0,
    served: 0,
    wrong: 0,
    wrongSlot: 0,
    rejections: new Map(),
    wrongPairs: new Map(),
  };
  for (let seed = 1; seed <= seeds; seed++) {
    const generated = new Set<number>();
    for (const question of shuffled([...set.questions.keys()], seeded(seed))) {
      const found = firstEligible({ question, near: neighbours[question] ?? [], generated, policy });
      tally.requests += 1;
      if ('candidate' in found) count(tally, set, [question, found.candidate]);
      else generated.add(question);
      if ('rejectedBy' in found && found.rejectedBy)
        tally.rejections.set(found.rejectedBy, (tally.rejections.get(found.rejectedBy) ?? 0) + 1);
    }
  }
  return tally;
}

function firstEligible({
  question,
  near,
  generated,
  policy,
}: {
  question: number;
  near: Neighbours[number];
  generated: ReadonlySet<number>;
  policy: Policy;
}): { candidate: number } | { rejectedBy: Gate | null } {
  let rejectedBy: Gate | null = null;
  let looked = 0;
  for (const { at, similarity } of near) {
    if (!generated.has(at)) continue;
    const gate = policy(question, at, similarity);
    if (gate === null) return { candidate: at };
    rejectedBy ??= gate;
    looked += 1;
    if (looked === CANDIDATES) break;
  }
  return { rejectedBy };
}

function count(tally: Tally, { questions }: LabelledSet, [asked, served]: readonly [number, number]): void {
  tally.served += 1;
  const [one, other] = [questions[asked], questions[served]];
  if (!one || !other || one.answerClass === other.answerClass) return;
  tally.wrong += 1;
  if (one.template === other.template) tally.wrongSlot += 1;
  if (halfOf(one.template) !== 0 || halfOf(other.template) !== 0) return;
  const pair = `${one.text} | ${other.text} (${one.answerClass} | ${other.answerClass})`;
  tally.wrongPairs.set(pair, (tally.wrongPairs.get(pair) ?? 0) + 1);
}

/** Half 0 of the templates is looked at when gates are developed, half 1 never (FNV-1a). */
export function halfOf(template: string): number {
  let hash = 2_166_136_261;
  for (const character of template) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  return (hash >>> 8) & 1;
}
