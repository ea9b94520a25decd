import { type EvidenceStrength, GATES } from '../../core';
import { type Share, shareOf, shareText } from './intervals';
import type { Tally } from './stream';

/** One policy over all streams of a set: what is printed, and written as JSON. */
export interface PolicyReport {
  readonly policy: string;
  readonly threshold: number;
  /** Null where evidence counts as equal, and for what looks at none. */
  readonly evidence: EvidenceStrength | null;
  readonly requests: number;
  readonly exact_hits: number;
  readonly semantic_hits: number;
  readonly hit_rate: Share;
  readonly wrong: number;
  readonly wrong_of_requests: Share;
  readonly wrong_of_hits: Share;
  readonly other_slot: number;
  readonly other_slot_of_hits: Share;
  readonly compared: number;
  readonly compared_wrong: number;
  readonly rejections: Readonly<Record<string, number>>;
  readonly rewordings: Readonly<
    Record<'A' | 'B', { asked: number; hits: number; wrong: number; hit_rate: Share }>
  > | null;
  readonly told: readonly string[];
}

export interface PolicyName {
  readonly policy: string;
  readonly threshold: number;
  readonly evidence: EvidenceStrength | null;
}

export function reportOf(name: PolicyName, tally: Tally): PolicyReport {
  const { requests, exact, served, wrong, wrongSlot, compared, comparedWrong, rewordings, told } = tally;
  const half = (of: 'A' | 'B') => {
    const { asked, served: hits, wrong: errors } = rewordings[of];
    return { asked, hits, wrong: errors, hit_rate: shareOf(hits, asked) };
  };
  return {
    ...name,
    requests,
    exact_hits: exact,
    semantic_hits: served,
    hit_rate: shareOf(served, requests),
    wrong,
    wrong_of_requests: shareOf(wrong, requests),
    wrong_of_hits: shareOf(wrong, served),
    other_slot: wrongSlot,
    other_slot_of_hits: shareOf(wrongSlot, served),
    compared,
    compared_wrong: comparedWrong,
    rejections: Object.fromEntries(
      [...GATES, 'none' as const].map((gate) => [gate, tally.rejections.get(gate) ?? 0]),
    ),
    rewordings: rewordings.A.asked > 0 ? { A: half('A'), B: half('B') } : null,
    told,
  };
}

/** @returns lines for a person */
export function linesOf(report: PolicyReport): string[] {
  const {
    policy,
    threshold,
    evidence,
    rewordings,
    rejections,
    compared,
    compared_wrong: comparedWrong,
  } = report;
  const at = evidence === null ? `${policy} ${threshold}` : `${policy} ${threshold}, evidence ${evidence}`;
  const lines = [
    `  ${at}: semantic hits ${shareText(report.hit_rate)} of requests, wrong ${shareText(report.wrong_of_hits)} of hits` +
      ` and ${shareText(report.wrong_of_requests)} of requests, another slot ${shareText(report.other_slot_of_hits)} of hits`,
  ];
  if (rewordings)
    for (const half of ['A', 'B'] as const)
      lines.push(
        `    rewordings, half ${half}: ${shareText(rewordings[half].hit_rate)} hits, ${rewordings[half].wrong} wrong`,
      );
  const rejected = Object.entries(rejections)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([gate, count]) => `${gate === 'none' ? 'none near' : gate} ${count}`);
  if (evidence !== null || rejected.length > 2)
    lines.push(`    not eligible, by the gate that rejected the nearest: ${rejected.join(', ')}`);
  if (compared > 0)
    lines.push(`    answered anew and compared: ${compared}, of which ${comparedWrong} wrong`);
  for (const words of new Set(report.told)) lines.push(`    ${words}`);
  return lines;
}
