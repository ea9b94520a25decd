import { noRemote, HandClock, ledgerParts, passage, settingsWith } from '../../../test/support/core-fakes';
import { citationsOf } from '../cache/erasure/citation';
import { L1ResponseService } from '../cache/l1-response/l1-response.service';
import type { AskedQuestion } from '../question/asked-question';
import { L3ContextService } from '../cache/l3-context/l3-context.service';
import { Layers } from '../cache/layers';
import { NEVER_PURGED } from '../freshness/purge-marks';
import { ArrivalSnapshot, snapshotOfFreshContext } from '../freshness/stamps';
import type { Answer } from '../ports/words';
import { cacheKey } from '../question/keys';

const arrival = new ArrivalSnapshot({ scope: ['w/eng'], stamps: 's1' });
const passages = [passage('all is well')];
const underArrival = { passages, citations: citationsOf(passages), snapshot: arrival };
const underEvidence = { ...underArrival, snapshot: snapshotOfFreshContext(arrival) };
const answerKey = cacheKey('answer', ['a']);
const answer: Answer = {
  text: 'All is well [1]',
  model: 'm',
  usage: null,
  answerable: true,
  generationMs: 5,
};
const asked: AskedQuestion = {
  tenant: 'acme',
  onlyFor: null,
  profile: 'p',
  purged: NEVER_PURGED,
  canonical: 'what is up',
  earlier: '',
};
const context = {
  tenant: 'acme',
  purged: '',
  retrievalProfile: 'r',
  question: 'q',
  vector: Float32Array.of(1, 2),
};

function setUp() {
  const settings = settingsWith();
  const { ledger, gauges } = ledgerParts();
  const layers = new Layers(settings, ledger, gauges, new HandClock(), noRemote());
  return { l1: new L1ResponseService(layers, settings), l3: new L3ContextService(layers, settings) };
}

describe('What is stored', () => {
  it('is found under the stamps that came with it, by who reads equal ones on arrival', async () => {
    const { l1, l3 } = setUp();
    await l3.store(context, underEvidence);
    await l1.storeAnswer({ ...underEvidence, answerKey }, { answer, outlived: {} });
    await l1.storeQuestion(asked, { ...underEvidence, answerKey }, 'from_these');
    expect(await l3.find(context, arrival)).toMatchObject({ outcome: 'fresh', value: passages });
    expect(await l1.findExact(asked, arrival)).toMatchObject({ outcome: 'hit', answer });
  });

  it('is refused by the compiler under stamps that were read on arrival, as is a look-up under those of evidence', () => {
    const { l1, l3 } = setUp();
    const uncompiled = [
      // @ts-expect-error a context is stored
      () => l3.store(context, underArrival),
      // @ts-expect-error a question is stored
      () => l1.storeQuestion(asked, { ...underArrival, answerKey }, 'from_these'),
      // @ts-expect-error an answer is stored
      () => l1.storeAnswer({ ...underArrival, answerKey }, { answer, outlived: {} }),
      () => {
        // @ts-expect-error why there is no answer
        l1.rememberRefusal(asked, underArrival);
      },
      // @ts-expect-error a question is looked up
      () => l1.findExact(asked, underEvidence.snapshot),
      // @ts-expect-error a context is looked up
      () => l3.find(context, underEvidence.snapshot),
    ];
    expect(uncompiled).toHaveLength(6);
  });
});
