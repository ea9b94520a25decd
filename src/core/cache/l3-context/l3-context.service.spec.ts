import { HandClock, passage, settingsWith, noRemote, ledgerParts } from '../../../../test/support/core-fakes';
import { ArrivalSnapshot, EvidenceSnapshot } from '../../freshness/stamps';
import { citationsOf } from '../erasure/citation';
import { Layers } from '../layers';
import { contextKey, L3ContextService, type ContextQuestion } from './l3-context.service';

const question: ContextQuestion = {
  tenant: 'acme',
  purged: '',
  retrievalProfile: 'r1',
  question: 'what is up',
  vector: Float32Array.of(1, 2),
};
const snapshot = { scope: ['w/eng'], stamps: 's1' };
const seen = new ArrivalSnapshot(snapshot);
const passages = [passage('all is well')];
const found = { passages, snapshot: new EvidenceSnapshot(snapshot), citations: citationsOf(passages) };

function setUp() {
  const { ledger, gauges } = ledgerParts();
  const settings = settingsWith();
  return new L3ContextService(new Layers(settings, ledger, gauges, new HandClock(), noRemote()), settings);
}

describe('L3', () => {
  it('gives passages back under the stamps that they came with, and calls them outdated under others', async () => {
    const l3 = setUp();
    await l3.store(question, found);
    expect(await l3.find(question, seen)).toMatchObject({ outcome: 'fresh', value: passages });
    expect(await l3.find(question, new ArrivalSnapshot({ ...snapshot, stamps: 's2' }))).toEqual({
      outcome: 'outdated',
      value: passages,
    });
  });

  it.each<[string, ContextQuestion, string[]]>([
    ['tenant', { ...question, tenant: 'zeta' }, ['w/eng']],
    ['retrieval profile', { ...question, retrievalProfile: 'r2' }, ['w/eng']],
    ['question of the same vector', { ...question, question: 'what is down' }, ['w/eng']],
    ['vector', { ...question, vector: Float32Array.of(1, 2.5) }, ['w/eng']],
    ['scope', question, ['u/bob']],
  ])('has nothing for another %s, even with equal stamps', async (_, other, scope) => {
    const l3 = setUp();
    await l3.store(question, found);
    const otherSeen = new ArrivalSnapshot({ ...snapshot, scope });
    expect(await l3.find(other, otherSeen)).toEqual({ outcome: 'miss', reason: 'never_asked' });
  });

  it('knows a vector by its numbers, also as a view into a larger buffer', () => {
    const view = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    expect(contextKey({ ...question, vector: view }, [])).toBe(contextKey(question, []));
  });
});
