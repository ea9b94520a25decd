import type { AnswerJudge, SemanticCounts, SemanticReport, SemanticSettings } from '../../core';
import type { SemanticStatsBody } from './semantic-stats.schema';

export interface SemanticSurroundings {
  readonly settings: SemanticSettings;
  readonly report: SemanticReport | null;
  readonly judge: Pick<AnswerJudge, 'name' | 'ownError'>;
}

export function semanticStats(
  counts: SemanticCounts,
  { settings, report, judge }: SemanticSurroundings,
): SemanticStatsBody {
  const { looks, served, aliases, shadowHits, audits, judged, promotions, refuted, failures, rejections } =
    counts;
  return {
    mode: settings.mode,
    shadow_hits: shadowHits,
    served,
    promoted: promotions,
    certificate: report && certificateOf(report),
    looks,
    aliases,
    audits,
    refuted,
    rejections,
    judged,
    failures,
    threshold: settings.threshold,
    audit_share: settings.auditShare,
    judge: { name: judge.name, own_error: judge.ownError },
  };
}

function certificateOf({ state, words, because, from, untilMs, standing }: SemanticReport) {
  const { certificate, monitor, trips, lastTrip } = standing;
  const { maxWrong, risk, rungs } = certificate;
  const { pairs = 0, wrong = 0 } = rungs[0] ?? {};
  return {
    state,
    words,
    because,
    pairs,
    wrong,
    max_wrong: maxWrong,
    confidence: 1 - risk,
    certified_similarity: from,
    certified_until: untilMs === null ? null : new Date(untilMs).toISOString(),
    thresholds: rungs.map(({ threshold, certifiedAtMs, ...rung }) => ({
      similarity: threshold,
      pairs: rung.pairs,
      wrong: rung.wrong,
      certified: certifiedAtMs !== null,
    })),
    monitor: { audits: monitor.audits, wrong: monitor.wrong },
    trips,
    last_trip: lastTrip && tripOf(lastTrip),
  };
}

const TRIPPED = {
  wealth: 'more of them were wrong than the certificate allows',
  change: 'of late more of them were wrong than the certificate allows',
} as const;

function tripOf({ atMs, by, audits, wrong }: NonNullable<SemanticReport['standing']['lastTrip']>) {
  const words = `${wrong} of ${audits} audits were wrong: ${TRIPPED[by]}, so serving ended and a new certificate began`;
  return { at: new Date(atMs).toISOString(), words, audits, wrong };
}
