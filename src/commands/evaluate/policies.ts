import {
  type EvidenceStrength,
  type Gate,
  newStanding,
  read,
  rejectingGate,
  standsFrom,
  wordsOfCertificate,
  withJudgement,
} from '../../core';
import type { Ground, Near } from './ground';

/** What decides in one stream of questions. It may learn from what it is told. */
export interface Policy {
  /** @returns the first gate that rejects the pair; null where it is eligible */
  gateOf(near: Near): Gate | null;
  /** Whether an eligible pair is served, and not answered anew and compared. */
  serves(near: Near): boolean;
  /** What came of a comparison. */
  learn(near: Near, isWrong: boolean): void;
  /** What an operator would be told at the end; null where nothing is certified. */
  words(): string | null;
}

const LEARNS_NOTHING = { learn: (): void => undefined, words: (): null => null };

/** What semantic caches do elsewhere: the nearest at or above the threshold is served. */
export function staticPolicy(threshold: number): Policy {
  return {
    gateOf: ({ similarity }) => (similarity >= threshold ? null : 'similarity'),
    serves: () => true,
    ...LEARNS_NOTHING,
  };
}

/** Mode `serve`: each eligible pair at once. */
export function servingPolicy(gates: Gates, threshold: number): Policy {
  return { gateOf: gates.from(threshold), serves: () => true, ...LEARNS_NOTHING };
}

/** Mode `shadow`: each eligible pair is compared. */
export function shadowPolicy(gates: Gates, threshold: number): Policy {
  return { gateOf: gates.from(threshold), serves: () => false, ...LEARNS_NOTHING };
}

/** Mode `off`: nothing is looked for. */
export const OFF: Policy = { gateOf: () => 'similarity', serves: () => false, ...LEARNS_NOTHING };

export interface Certifying {
  readonly threshold: number;
  /** δ of the certificate. */
  readonly maxWrong: number;
  /** Of eligible pairs that could be served, how many are compared instead; 0–1. */
  readonly auditShare: number;
}

/** Mode `certified`, from nothing: the product's own certificate and monitor, told the labels of the set for verdicts. */
export function certifiedPolicy(gates: Gates, settings: Certifying): Policy {
  const judged = new Map<string, boolean>();
  let standing = newStanding(settings);
  let toAudit = 0;
  const isCertified = ({ similarity }: Near): boolean => {
    const from = standsFrom(standing, 0);
    return from !== null && similarity >= from;
  };
  return {
    gateOf: gates.from(settings.threshold),
    serves: (near) => {
      if (!isCertified(near)) return false;
      toAudit += settings.auditShare;
      if (toAudit < 1) return true;
      toAudit -= 1;
      return false;
    },
    learn: (near, isWrong) => {
      const pair = `${Math.min(near.question, near.candidate)} ${Math.max(near.question, near.candidate)}`;
      const source = isCertified(near) ? 'audit' : 'shadow';
      const judgement = { similarity: near.similarity, isWrong, source, isRepeat: judged.has(pair) } as const;
      standing = withJudgement(standing, judgement, 0);
      judged.set(pair, isWrong);
    },
    words: () => wordsOfCertificate(standing.certificate, 0),
  };
}

/** The product's own gates over the questions of a set. What they say of a pair is remembered. */
export class Gates {
  private readonly readings;
  private readonly known = new Map<number, Gate | null>();

  /** @param strength of no effect for a set without notes: there evidence counts as equal */
  constructor(
    private readonly ground: Ground,
    private readonly strength: EvidenceStrength,
  ) {
    this.readings = ground.set.questions.map(({ text }) => read(text));
  }

  /** Gates of a pool with this threshold. */
  from(threshold: number): Policy['gateOf'] {
    return (near) => (near.similarity >= threshold ? this.gateOf(near) : 'similarity');
  }

  private gateOf(near: Near): Gate | null {
    const key = near.question * this.readings.length + near.candidate;
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const gate = this.judged(near);
    this.known.set(key, gate);
    return gate;
  }

  private judged({ question, candidate, similarity }: Near): Gate | null {
    const [asked, earlier] = [this.readings[question], this.readings[candidate]];
    if (!asked || !earlier) return 'words';
    const { grounds } = this.ground;
    const answer = grounds?.[candidate];
    const evidence = grounds && {
      answer: { passages: answer?.passages ?? [], cited: answer?.cited ?? [] },
      fresh: grounds[question]?.passages ?? [],
      strength: this.strength,
    };
    return rejectingGate({ question: asked, candidate: earlier, similarity, threshold: 0, evidence });
  }
}
