import {
  type Judgements,
  type OnceASecond,
  SEMANTIC_MODES,
  type SemanticCounts,
  type SemanticSettings,
} from '../../core';
import type { Sample, Sampled } from './sampled';

interface Counted {
  readonly counts: SemanticCounts;
  readonly settings: SemanticSettings;
}

/** Names of gates and outcomes are closed sets. */
export function defineSemantic(sampled: Sampled, { counts, settings }: Counted): void {
  sampled.counter('trivet_semantic_looks_total', 'Looks for an earlier question, by what came of them', () =>
    looksOf(counts),
  );
  sampled.counter(
    'trivet_semantic_rejections_total',
    'Nearest earlier questions that were not taken, by gate',
    () => Object.entries(counts.rejections).map(([by, count]): Sample => [{ by }, count]),
  );
  sampled.counter('trivet_semantic_judged_total', 'Compared pairs by verdict', () =>
    Object.entries(counts.judged).map(([outcome, count]): Sample => [{ outcome }, count]),
  );
  sampled.counter('trivet_semantic_promotions_total', 'Pairs that a comparison confirmed at first', () => [
    [{}, counts.promotions],
  ]);
  sampled.counter('trivet_semantic_refuted_total', 'Semantic hits that their asker refuted', () => [
    [{}, counts.refuted],
  ]);
  sampled.counter(
    'trivet_semantic_changes_total',
    'Certificates that came, and that the monitor ended',
    () => [
      [{ state: 'certified' }, counts.certified],
      [{ state: 'tripped' }, counts.trips],
    ],
  );
  sampled.counter(
    'trivet_semantic_failures_total',
    'Failures, each of which cost a semantic hit at most',
    () => [[{}, counts.failures]],
  );
  sampled.gauge('trivet_semantic_mode', 'Whether CACHE_SEMANTIC_MODE is this: 1 or 0', () =>
    SEMANTIC_MODES.map((state): Sample => [{ state }, Number(settings.mode === state)]),
  );
}

function looksOf({
  looks,
  served,
  aliases,
  shadowHits,
  audits,
  rejections,
}: SemanticCounts): readonly Sample[] {
  const rejected = Object.values(rejections).reduce((sum, count) => sum + count, 0);
  return [
    [{ outcome: 'alone' }, looks - served - shadowHits - audits - rejected],
    [{ outcome: 'rejected' }, rejected],
    [{ outcome: 'shadow' }, shadowHits],
    [{ outcome: 'audit' }, audits],
    [{ outcome: 'serve' }, served - aliases],
    [{ outcome: 'alias' }, aliases],
  ];
}

interface Stood {
  readonly judgements: Judgements;
  readonly once: OnceASecond;
}

/** What the database says of all tenants together, left out while it does not answer. Words are told in cache-stats, to each tenant. */
export function defineStandings(sampled: Sampled, { judgements, once }: Stood): void {
  const tally = () =>
    once.check(
      'semantic tally',
      () => judgements.tally().catch(() => null),
      (told) => told !== null,
    );
  sampled.asyncGauge(
    'trivet_semantic_standings',
    'Tenants and answer profiles by what is certified of them',
    {
      label: 'state',
      samples: async () => {
        const told = await tally();
        if (!told) return [];
        return [
          [{ state: 'certified' }, told.certified],
          [{ state: 'shadow' }, told.standings - told.certified],
        ];
      },
    },
  );
  sampled.asyncGauge('trivet_semantic_pairs', 'Distinct pairs that were judged for the certificates of now', {
    label: 'outcome',
    samples: async () => {
      const told = await tally();
      if (!told) return [];
      return [
        [{ outcome: 'right' }, told.pairs - told.wrong],
        [{ outcome: 'wrong' }, told.wrong],
      ];
    },
  });
}
