import {
  ANN,
  HandClock,
  passage,
  settingsWith,
  turn,
  noRemote,
  ledgerParts,
} from '../../../../test/support/core-fakes';
import { NEVER_PURGED } from '../../freshness/purge-marks';
import type { Answer } from '../../ports/words';
import { ArrivalSnapshot, EvidenceSnapshot, type Snapshot } from '../../freshness/stamps';
import type { TrivetSettings } from '../../settings';
import { Layers } from '../layers';
import { citationsOf } from '../erasure/citation';
import { answerKey, type AskedQuestion } from '../../question/asked-question';
import { L1ResponseService, type Grounds } from './l1-response.service';

const asked: AskedQuestion = {
  tenant: 'acme',
  onlyFor: null,
  profile: 'p1',
  purged: NEVER_PURGED,
  canonical: 'what is up',
  earlier: '',
};
const seenWith = ({ scope = ['w/eng'], stamps = 's1' }: Partial<Snapshot>) =>
  new ArrivalSnapshot({ scope, stamps });
const snapshot = seenWith({});
const passages = [passage('all is well')];
const answer: Answer = {
  text: 'All is well [1]',
  model: 'm',
  usage: null,
  answerable: true,
  generationMs: 5,
};

function setUp(cache: Partial<TrivetSettings['cache']> = {}) {
  const { ledger, counters, gauges } = ledgerParts();
  const clock = new HandClock();
  const settings = settingsWith(cache);
  const l1 = new L1ResponseService(new Layers(settings, ledger, gauges, clock, noRemote()), settings);
  const groundsOf = (quoted = passages, question = asked): Grounds => ({
    passages: quoted,
    snapshot: new EvidenceSnapshot(snapshot),
    citations: citationsOf(quoted),
    answerKey: answerKey(question, quoted),
  });
  const storeBoth = async (question = asked): Promise<void> => {
    const grounds = groundsOf(passages, question);
    await Promise.all([
      l1.storeAnswer(grounds, { answer, outlived: {} }),
      l1.storeQuestion(question, grounds, 'from_these'),
    ]);
  };
  const reason = async (question: AskedQuestion, seen = snapshot) => {
    const found = await l1.findExact(question, seen);
    return found.outcome === 'hit' ? 'hit' : found.reason;
  };
  return { l1, counters, gauges, clock, groundsOf, storeBoth, reason };
}

describe('L1', () => {
  it('gives answer, sources and time of storing back for the same question over the same notes', async () => {
    const { l1, clock, storeBoth } = setUp();
    const storedAt = clock.now();
    await storeBoth();
    clock.advance(5);
    expect(await l1.findExact(asked, snapshot)).toEqual({ outcome: 'hit', answer, storedAt, passages });
  });

  it.each<[string, AskedQuestion, ArrivalSnapshot]>([
    ['another tenant', { ...asked, tenant: 'zeta' }, snapshot],
    ['another question', { ...asked, canonical: 'what is down' }, snapshot],
    ['one person alone', { ...asked, onlyFor: 'ann' }, snapshot],
    ['another scope with equal stamps', asked, seenWith({ scope: ['u/bob'] })],
    ['a wider scope with equal stamps', asked, seenWith({ scope: ['u/bob', 'w/eng'] })],
  ])('has nothing for %s', async (_, question, seen) => {
    const { storeBoth, reason } = setUp();
    await storeBoth();
    expect(await reason(question, seen)).toBe('never_asked');
  });

  it('says evidence_changed for other stamps, profile_changed for another profile', async () => {
    const { storeBoth, reason } = setUp();
    await storeBoth();
    expect(await reason(asked, seenWith({ stamps: 's2' }))).toBe('evidence_changed');
    expect(await reason({ ...asked, profile: 'p2' })).toBe('profile_changed');
    expect(await reason({ ...asked, profile: 'p2', canonical: 'other' })).toBe('never_asked');
    expect(await reason(asked)).toBe('hit');
  });

  it('has a miss where the answer is gone that a question entry points to', async () => {
    const { l1, groundsOf, reason } = setUp();
    await l1.storeQuestion(asked, groundsOf(), 'from_these');
    expect(await reason(asked)).toBe('never_asked');
  });

  it('says expired when the time of an entry is over', async () => {
    const { storeBoth, reason, clock } = setUp({ questionTtlMs: 1_000 });
    await storeBoth();
    clock.advance(1_000);
    expect(await reason(asked)).toBe('expired');
  });

  it('says refused_by_gate after a refusal, to the same question over the same scope only, until there is an answer', async () => {
    const { l1, groundsOf, storeBoth, reason } = setUp();
    l1.rememberRefusal(asked, groundsOf());
    expect(await reason(asked)).toBe('refused_by_gate');
    expect(await reason(asked, seenWith({ scope: ['u/bob'] }))).toBe('never_asked');
    await storeBoth();
    expect(await reason(asked)).toBe('hit');
  });

  it('says cache_off where the cache is off, and stores nothing', async () => {
    const { storeBoth, reason, gauges } = setUp({ enabled: false });
    await storeBoth();
    expect(await reason(asked)).toBe('cache_off');
    expect(gauges.size('l1_answer').entries).toBe(0);
  });

  it('finds an answer by its evidence alone, whatever the notes around it became', async () => {
    const { l1, groundsOf, storeBoth } = setUp();
    await storeBoth();
    expect(await l1.findAnswer(asked, groundsOf())).toMatchObject({ outcome: 'fresh', value: { answer } });
    expect(await l1.findAnswer(asked, groundsOf([passage('all is lost')]))).toMatchObject({
      outcome: 'miss',
    });
  });

  it('shares answers between people unless sharing is by user', () => {
    const keyFor = (onlyFor: string | null) => answerKey({ ...asked, onlyFor }, passages);
    expect(keyFor(null)).toBe(keyFor(null));
    expect(new Set([keyFor(null), keyFor(ANN.user), keyFor('bob'), keyFor('')]).size).toBe(4);
  });

  it('counts what it stores in both kinds of entries', async () => {
    const { counters, storeBoth } = setUp();
    await storeBoth();
    await turn();
    expect(counters.layers.l1_question.stored).toBe(1);
    expect(counters.layers.l1_answer.stored).toBe(1);
  });
});

describe('a popular answer', () => {
  const ttls = { questionTtlMs: 1_000, popularTtlMs: 3_000 };

  it('outlives its TTL, by no more than its bound from when it was made, and keeps its age', async () => {
    const { l1, clock, storeBoth } = setUp(ttls);
    const storedAt = clock.now();
    await storeBoth();
    const lives: number[] = [];
    for (let age = 0; age <= 4_000; age += 5) {
      clock.advance(age === 0 ? 0 : 5);
      const found = await l1.findExact(asked, snapshot);
      if (found.outcome !== 'hit') continue;
      expect(found.storedAt).toBe(storedAt);
      lives.push(age);
    }
    expect(lives.at(-1)).toBeGreaterThan(2_000);
    expect(lives.at(-1)).toBeLessThanOrEqual(3_000);
    expect(lives).toHaveLength((lives.at(-1) ?? 0) / 5 + 1);
  });

  it('lives no longer than others when it is hit now and then', async () => {
    const { clock, storeBoth, reason } = setUp(ttls);
    await storeBoth();
    for (let age = 0; age < 900; age += 100) {
      expect(await reason(asked)).toBe('hit');
      clock.advance(100);
    }
    clock.advance(101);
    expect(await reason(asked)).toBe('expired');
  });
});
