import type { EvidenceStrength, SemanticMode, SemanticSettings } from '../../core';
import { curveOf, type Curve } from './curve';
import type { DriftReport } from './drift';
import type { EvaluateOptions } from './evaluate-options';
import type { Ground } from './ground';
import {
  certifiedPolicy,
  Gates,
  OFF,
  type Policy,
  servingPolicy,
  shadowPolicy,
  staticPolicy,
} from './policies';
import type { JudgeError } from './judge-error';
import type { LiveReport } from './live';
import { promisesOf, type Promised } from './promises';
import { reportOf, type PolicyReport } from './report';
import { stream, type Tally } from './stream';

/** What was measured of one set. */
export interface SetReport {
  readonly set: string;
  readonly questions: number;
  readonly notes: number;
  /** Who says what is wrong: `labels`, or the judge's name. */
  readonly judged_by: string;
  /** The first is that of the mode that was asked for. */
  readonly policies: readonly PolicyReport[];
  readonly curves: readonly Curve[];
  readonly live?: LiveReport;
  /** Of the judge that compares words, on a set with notes. */
  readonly judge_errors?: readonly JudgeError[];
  /** Of notes that have two versions. */
  readonly drift?: readonly DriftReport[];
  readonly promises: readonly Promised[];
}

const STRENGTHS: readonly EvidenceStrength[] = ['order', 'set', 'cited'];
const GRID = [0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

/** What plain semantic caches are set to by default elsewhere. */
const PLAIN_THRESHOLD = 0.85;

export interface Measuring {
  readonly ground: Ground;
  readonly settings: SemanticSettings;
  readonly options: EvaluateOptions;
  readonly judgedBy: string;
  /** Whether labels say of every pair what is wrong, so that policies without gates can be told, too. */
  readonly isLabelled: boolean;
}

export function measured({ ground, settings, options, judgedBy, isLabelled }: Measuring): SetReport {
  const { threshold, evidence } = settings;
  const hasNotes = ground.grounds !== null;
  const gates = new Map(STRENGTHS.map((strength) => [strength, new Gates(ground, strength)]));
  const own = gates.get(evidence) ?? new Gates(ground, evidence);
  const run = (policyOf: () => Policy): Tally =>
    stream(ground, policyOf, ground.set.isOrdered ? 1 : options.seeds);
  const compared = isLabelled && hasNotes ? STRENGTHS : [evidence];
  const tally = run(() => policyOf(options.mode, own, settings));
  const served = new Map(
    compared.map((strength) => [strength, gatedTallies(gates.get(strength) ?? own, run)]),
  );
  const certified = new Map(
    GRID.map((at) => [at, run(() => certifiedPolicy(own, { ...settings, threshold: at }))]),
  );
  const plain = isLabelled
    ? new Map(GRID.map((at) => [at, run(() => staticPolicy(at))]))
    : new Map<number, Tally>();
  const atThreshold = run(() => certifiedPolicy(own, settings));
  const shown = (strength: EvidenceStrength): EvidenceStrength | null => (hasNotes ? strength : null);
  return {
    set: ground.set.name,
    questions: ground.set.questions.length,
    notes: ground.set.notes.length,
    judged_by: judgedBy,
    policies: [
      reportOf({ policy: `mode ${options.mode}`, threshold, evidence: shown(evidence) }, tally),
      ...[...plain]
        .filter(([at]) => at >= PLAIN_THRESHOLD)
        .map(([at, each]) => reportOf({ policy: 'plain threshold', threshold: at, evidence: null }, each)),
      ...compared.map((strength) =>
        reportOf(
          { policy: 'gates', threshold, evidence: shown(strength) },
          run(() => servingPolicy(gates.get(strength) ?? own, threshold)),
        ),
      ),
      reportOf({ policy: 'certified', threshold, evidence: shown(evidence) }, atThreshold),
    ],
    curves: [
      ...(isLabelled ? [curveOf('plain threshold', plain)] : []),
      ...[...served].map(([strength, tallies]) =>
        curveOf(hasNotes ? `gates, ${strength}` : 'gates', tallies),
      ),
      curveOf('certified', certified),
    ],
    promises: options.mode === 'serve' && isLabelled ? promisesOf(ground.set.name, tally) : [],
  };
}

function gatedTallies(gates: Gates, run: (policyOf: () => Policy) => Tally): Map<number, Tally> {
  return new Map(GRID.map((at) => [at, run(() => servingPolicy(gates, at))]));
}

function policyOf(mode: SemanticMode, gates: Gates, settings: SemanticSettings): Policy {
  switch (mode) {
    case 'off':
      return OFF;
    case 'shadow':
      return shadowPolicy(gates, settings.threshold);
    case 'certified':
      return certifiedPolicy(gates, settings);
    case 'serve':
      return servingPolicy(gates, settings.threshold);
  }
}
