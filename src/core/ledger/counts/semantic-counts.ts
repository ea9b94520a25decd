import { SEMANTIC_REJECTIONS, type SemanticEvent, type SemanticRejection } from '../events';

/** Counts of what came of looks for earlier questions. */
export interface SemanticCounts {
  /** Questions that looked for earlier ones. */
  looks: number;
  /** Answered with another question's answer; of these, by a pair that had been confirmed. */
  served: number;
  aliases: number;
  /** Eligible pairs that were compared with a fresh answer: because nothing may be served, or to watch what is. */
  shadowHits: number;
  audits: number;
  readonly judged: Record<'right' | 'wrong' | 'uncertain', number>;
  promotions: number;
  refuted: number;
  certified: number;
  trips: number;
  failures: number;
  readonly rejections: Record<SemanticRejection, number>;
}

export function noSemanticCounts(): SemanticCounts {
  return {
    looks: 0,
    served: 0,
    aliases: 0,
    shadowHits: 0,
    audits: 0,
    judged: { right: 0, wrong: 0, uncertain: 0 },
    promotions: 0,
    refuted: 0,
    certified: 0,
    trips: 0,
    failures: 0,
    rejections: Object.fromEntries(SEMANTIC_REJECTIONS.map((by) => [by, 0])) as Record<
      SemanticRejection,
      number
    >,
  };
}

export function countSemantic(counts: SemanticCounts, event: SemanticEvent): void {
  switch (event.type) {
    case 'semantic':
      countLook(counts, event);
      return;
    case 'semantic_judged':
      counts.judged[event.verdict]++;
      if (event.isPromoted) counts.promotions++;
      return;
    case 'semantic_refuted':
      counts.refuted++;
      return;
    case 'semantic_state':
      counts[event.state === 'certified' ? 'certified' : 'trips']++;
      return;
    case 'semantic_failure':
      counts.failures++;
  }
}

function countLook(counts: SemanticCounts, event: Extract<SemanticEvent, { type: 'semantic' }>): void {
  counts.looks++;
  switch (event.outcome) {
    case 'alone':
      return;
    case 'rejected':
      counts.rejections[event.by]++;
      return;
    case 'shadow':
      counts.shadowHits++;
      return;
    case 'audit':
      counts.audits++;
      return;
    case 'alias':
      counts.aliases++;
      counts.served++;
      return;
    case 'serve':
      counts.served++;
  }
}
