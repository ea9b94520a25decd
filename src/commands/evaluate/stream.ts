import { canonicalQuestion, type Gate } from '../../core';
import type { Ground, Near } from './ground';
import type { Policy } from './policies';
import { seeded, shuffled } from './seeded';
import type { Labelled, LabelledSet } from './sets/labelled-set';

/** How many of the nearest earlier questions are looked at, as the product does. */
const CANDIDATES = 50;

export interface Rewordings {
  asked: number;
  served: number;
  wrong: number;
}

/** What came of all requests of all seeds. */
export interface Tally {
  requests: number;
  /** Asked before, up to the way of typing: an exact hit in any mode. */
  exact: number;
  /** Semantic hits. */
  served: number;
  wrong: number;
  /** Of these the template is the same: only a slot differs. */
  wrongSlot: number;
  /** Eligible pairs that were answered anew and compared instead, and how many of them were wrong. */
  compared: number;
  comparedWrong: number;
  /** Requests without an eligible candidate, by the gate that rejected the nearest; `none` where no question was near. */
  readonly rejections: Map<Gate | 'none', number>;
  /** Of questions that are rewordings of others, by half of the set. */
  readonly rewordings: Readonly<Record<'A' | 'B', Rewordings>>;
  /** What the operator would be told at the end of each stream. */
  readonly told: string[];
}

/**
 * Asks all questions in a shuffled order, as a cache meets them: a request is served the answer to the nearest earlier question that
 * is eligible. Else its answer is generated, and it is a candidate from then on. Rewordings are asked after what they are wordings of.
 */
export function stream(ground: Ground, policyOf: () => Policy, seeds: number): Tally {
  const tally = emptyTally();
  const { questions } = ground.set;
  const canonicals = questions.map(({ text }) => canonicalQuestion(text));
  for (let seed = 1; seed <= seeds; seed++) {
    const policy = policyOf();
    const asked = new Asked(ground, policy, tally);
    for (const question of orderOf(ground.set, seed)) asked.ask(question, canonicals[question] ?? '');
    const words = policy.words();
    if (words !== null) tally.told.push(words);
  }
  return tally;
}

/** @returns places in the set: its own order, or a shuffled one with rewordings behind all others */
export function orderOf({ questions, isOrdered }: LabelledSet, seed: number): number[] {
  const places = [...questions.keys()];
  if (isOrdered === true) return places;
  const isLater = (at: number): boolean => questions[at]?.rewording !== undefined;
  const first = places.filter((at) => !isLater(at));
  return [...shuffled(first, seeded(seed)), ...shuffled(places.filter(isLater), seeded(seed))];
}

/** One stream. */
class Asked {
  private readonly generated = new Set<number>();
  private readonly canonicals = new Set<string>();

  constructor(
    private readonly ground: Ground,
    private readonly policy: Policy,
    private readonly tally: Tally,
  ) {}

  ask(question: number, canonical: string): void {
    const { tally, policy } = this;
    const { questions } = this.ground.set;
    const rewordings = rewordingsOf(tally, questions[question]);
    tally.requests += 1;
    if (rewordings) rewordings.asked += 1;
    if (this.canonicals.has(canonical)) {
      tally.exact += 1;
      return;
    }
    const near = this.firstEligible(question);
    if (near && policy.serves(near)) {
      count(tally, this.ground, near);
      return;
    }
    if (near) this.compare(near);
    this.generated.add(question);
    this.canonicals.add(canonical);
  }

  private compare(near: Near): void {
    const isWrong = this.ground.isWrong(near);
    this.tally.compared += 1;
    if (isWrong) this.tally.comparedWrong += 1;
    this.policy.learn(near, isWrong);
  }

  private firstEligible(question: number): Near | null {
    let rejectedBy: Gate | 'none' | null = null;
    let looked = 0;
    for (const { at, similarity } of this.ground.neighbours[question] ?? []) {
      if (!this.generated.has(at)) continue;
      const near = { question, candidate: at, similarity };
      const gate = this.policy.gateOf(near);
      if (gate === null) return near;
      rejectedBy ??= gate;
      looked += 1;
      if (looked === CANDIDATES) break;
    }
    rejectedBy ??= 'none';
    this.tally.rejections.set(rejectedBy, (this.tally.rejections.get(rejectedBy) ?? 0) + 1);
    return null;
  }
}

function count(tally: Tally, ground: Ground, near: Near): void {
  const { set } = ground;
  const [one, other] = [set.questions[near.question], set.questions[near.candidate]];
  const rewordings = rewordingsOf(tally, one);
  tally.served += 1;
  if (rewordings) rewordings.served += 1;
  if (!ground.isWrong(near)) return;
  tally.wrong += 1;
  if (rewordings) rewordings.wrong += 1;
  if (one?.template !== undefined && one.template === other?.template) tally.wrongSlot += 1;
}

function rewordingsOf({ rewordings }: Tally, question: Labelled | undefined): Rewordings | null {
  return question?.rewording ? rewordings[question.rewording] : null;
}

function emptyTally(): Tally {
  return {
    requests: 0,
    exact: 0,
    served: 0,
    wrong: 0,
    wrongSlot: 0,
    compared: 0,
    comparedWrong: 0,
    rejections: new Map(),
    rewordings: { A: { asked: 0, served: 0, wrong: 0 }, B: { asked: 0, served: 0, wrong: 0 } },
    told: [],
  };
}
