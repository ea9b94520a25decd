import { ledgerParts } from '../../../test/support/core-fakes';
import { LAYERS, type Answered } from './events';

const answered: Answered = {
  type: 'answered',
  match: null,
  reason: 'never_asked',
  collapsed: false,
  degraded: false,
  unanswerable: false,
  stale: false,
  ms: 40,
  costUsd: 0.5,
  costSavedUsd: 0,
  timeSavedMs: 0,
};

describe('Counters', () => {
  it('counts look-ups by layer and outcome, with hits and misses timed apart', () => {
    const { ledger, counters } = ledgerParts();
    for (const [outcome, ms] of [
      ['fresh', 1],
      ['fresh', 3],
      ['outdated', 10],
      ['miss', 20],
    ] as const) {
      ledger.record({ type: 'lookup', layer: 'l3_context', outcome, ms });
    }
    const { hitTimes, missTimes, ...counts } = counters.layers.l3_context;
    expect(counts).toMatchObject({ fresh: 2, outdated: 1, missed: 1 });
    expect([hitTimes.averageMs, missTimes.averageMs]).toEqual([2, 15]);
    expect(counters.layers.l1_question.hitTimes.count).toBe(0);
  });

  it('counts entries that were stored, dropped and evicted, and faults, each on its own layer', () => {
    const { ledger, counters } = ledgerParts();
    LAYERS.forEach((layer, at) => {
      ledger.record({ type: 'store', layer, entries: 10 + at });
      ledger.record({ type: 'drop', layer, entries: 20 + at });
      ledger.record({ type: 'evict', layer, entries: 30 + at });
      for (let fault = 0; fault <= at; fault++) ledger.record({ type: 'fault', layer });
    });
    LAYERS.forEach((layer, at) => {
      expect(counters.layers[layer]).toMatchObject({
        stored: 10 + at,
        dropped: 20 + at,
        evicted: 30 + at,
        faults: 1 + at,
      });
    });
  });

  it('counts answers by how they were matched and why not, with money and time', () => {
    const { ledger, counters } = ledgerParts();
    ledger.record(answered);
    ledger.record({ ...answered, reason: 'expired', collapsed: true, costUsd: 0, costSavedUsd: 0.5 });
    ledger.record({ ...answered, reason: 'expired', degraded: true, costUsd: null, costSavedUsd: null });
    ledger.record({ ...answered, unanswerable: true, costUsd: null, costSavedUsd: null });
    ledger.record({
      ...answered,
      match: 'exact',
      reason: null,
      stale: true,
      ms: 2,
      costUsd: 0,
      costSavedUsd: 0.25,
      timeSavedMs: 38,
    });
    ledger.record({
      ...answered,
      match: 'revalidated',
      reason: null,
      ms: 4,
      costUsd: 0,
      costSavedUsd: 0.25,
      timeSavedMs: 36,
    });
    const { hitTimes, missTimes, ...counts } = counters.answers;
    expect(counts).toEqual({
      byMatch: { exact: 1, revalidated: 1, semantic: 0, generated: 4 },
      byReason: new Map([
        ['never_asked', 2],
        ['expired', 2],
      ]),
      collapsed: 1,
      degraded: 1,
      unanswerable: 1,
      stale: 1,
      bypassed: { answered: 0, degraded: 0 },
      costUsd: 0.5,
      costSavedUsd: 1,
      timeSavedMs: 74,
    });
    expect([hitTimes.averageMs, missTimes.averageMs]).toEqual([3, 40]);
  });

  it('counts what went past the caches apart, but for what it cost', () => {
    const { ledger, counters } = ledgerParts();
    const { answers: before } = ledgerParts().counters;
    ledger.record({ type: 'bypassed', degraded: false, costUsd: 0.5 });
    ledger.record({ type: 'bypassed', degraded: true, costUsd: null });
    expect(counters.answers).toEqual({ ...before, bypassed: { answered: 1, degraded: 1 }, costUsd: 0.5 });
  });

  it('counts the work behind the caches', () => {
    const { ledger, counters } = ledgerParts();
    ledger.record({ type: 'embed', texts: 3, ms: 6 });
    ledger.record({ type: 'retrieve', passages: 5, ms: 8 });
    for (const outcome of ['reranked', 'failed', 'failed'] as const)
      ledger.record({ type: 'rerank', outcome, ms: 4 });
    for (const outcome of ['passed', 'passed', 'refused', 'failed', 'abandoned', 'skipped'] as const)
      ledger.record({ type: 'model_call', outcome, ms: 100 });
    ledger.record({ type: 'background_drop', entries: 2 });
    ledger.record({ type: 'erase', place: 'memory', documents: 3 });
    ledger.record({ type: 'erase_failure' });
    ledger.record({ type: 'foreign_passage' });
    ledger.record({ type: 'lead', kind: 'leased' });
    ledger.record({ type: 'refresh', outcome: 'generated', costUsd: 2 });
    ledger.record({ type: 'refresh', outcome: 'failed', costUsd: null });
    for (const by of ['rules', 'model', 'memory', 'rules_instead'] as const)
      ledger.record({ type: 'condense', by, ms: 50, costUsd: null });
    const { modelTimes, condenseTimes, embedTimes, retrieveTimes, rerankTimes, ...counts } = counters.work;
    expect(counts).toEqual({
      modelCalls: { passed: 2, refused: 1, failed: 1, abandoned: 1, skipped: 1 },
      condensed: { rules: 1, model: 1, memory: 1, rules_instead: 1 },
      leads: { leased: 1, alone: 0, elsewhere: 0, gave_up: 0 },
      embeddedTexts: 3,
      retrievals: 1,
      reranks: { reranked: 1, failed: 2 },
      backgroundDrops: 2,
      erasedDocuments: { memory: 3, shared_store: 0 },
      erasureFailures: 1,
      foreignPassages: 1,
      refreshes: { fresh: 0, revalidated: 0, generated: 1, refused: 0, failed: 1, over_budget: 0 },
    });
    expect(counters.answers.costUsd).toBe(2);
    // What was not asked took no time.
    expect(condenseTimes.count).toBe(2);
    expect([modelTimes.count, embedTimes.averageMs, retrieveTimes.averageMs]).toEqual([5, 6, 8]);
    expect([rerankTimes.count, rerankTimes.averageMs]).toEqual([3, 4]);
  });
});
