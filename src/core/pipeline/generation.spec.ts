import {
  ANN,
  ANYTHING,
  FakeLanguage,
  HandClock,
  passage,
  says,
  settingsWith,
  turn,
  noRemote,
  ledgerParts,
} from '../../../test/support/core-fakes';
import { AnswerForms } from '../forms/answer-forms';
import { cacheKey } from '../question/keys';
import { L1ResponseService } from '../cache/l1-response/l1-response.service';
import { NEVER_PURGED } from '../freshness/purge-marks';
import { ArrivalSnapshot, EvidenceSnapshot } from '../freshness/stamps';
import { Layers } from '../cache/layers';
import { AnswerFlight, type AnswerEvent } from '../flight/answer-flight';
import { FlightAbandonedError, type Quoted } from '../flight/flight-end';
import { generateAndStore } from '../flight/flight-task';
import type { Answer } from '../ports/words';
import { AnswerTask } from './answer-task';
import type { Evidence } from './evidence';
import { Generation } from './generation';
import type { AskedQuestion } from '../question/asked-question';
import { Inquiry, type CachePolicy } from './inquiry';
import { NOTHING_IN_NOTES } from '../ports/words';
import type { CallOutcome } from '../ledger/events';
import { ModelDownError, ModelUnavailableError } from '../ports/model.errors';
import type { Finish, ModelEvent } from '../ports/language-model';
import { ExtractiveQuoter } from '../../models/extractive/extractive.quoter';

const prompt = { question: 'Who has the spare key?', evidence: [passage('The spare key is with Agnes.')] };
const found: Evidence = {
  passages: prompt.evidence,
  snapshot: new EvidenceSnapshot({ scope: ['w/eng'], stamps: 's1' }),
  citations: [],
  answerKey: cacheKey('answer', ['a']),
  reused: false,
  reranked: null,
  vector: new Float32Array(),
  nearby: null,
};

const asked: AskedQuestion = {
  tenant: ANN.tenant,
  onlyFor: null,
  profile: 'p',
  purged: NEVER_PURGED,
  earlier: '',
  canonical: 'spare key',
};

function inquiryOf(policy: CachePolicy): Inquiry {
  return new Inquiry({
    question: prompt.question,
    asked,
    asker: ANN.user,
    standalone: null,
    earlier: [],
    later: [],
    purged: NEVER_PURGED,
    topK: 5,
    policy,
    corpora: ['w/eng'],
    snapshot: new ArrivalSnapshot({ scope: ['w/eng'], stamps: 's1' }),
    stale: null,
    startedAt: performance.now(),
  });
}

function setUp() {
  const { ledger, counters, gauges } = ledgerParts();
  const model = new FakeLanguage();
  const settings = settingsWith();
  const l1 = new L1ResponseService(
    new Layers(settings, ledger, gauges, new HandClock(), noRemote()),
    settings,
  );
  const flight = new AnswerFlight();
  const generation = new Generation(model, new ExtractiveQuoter(), new AnswerForms(), ledger);
  /** Brings the flight to its end, as whoever leads it does. */
  const run = (policy: Partial<CachePolicy> = {}, evidence: Evidence = found): Promise<void> => {
    const led = { inquiry: inquiryOf({ ...ANYTHING, ...policy }), evidence };
    return generateAndStore(new AnswerTask(l1, generation, led), flight);
  };
  return { counters, model, l1, flight, run };
}

async function* ends(text: string, finish: Finish): AsyncGenerator<ModelEvent> {
  yield await Promise.resolve({ type: 'token', text } as const);
  yield { type: 'end', finish, usage: null, answerable: true };
}

async function* cut(error?: Error): AsyncGenerator<ModelEvent> {
  yield await Promise.resolve({ type: 'token', text: 'Half an ' } as const);
  if (error) throw error;
}

async function* silent(): AsyncGenerator<ModelEvent> {
  yield await Promise.resolve({ type: 'end', finish: 'stop', usage: null, answerable: true } as const);
}

function throws(error: Error): () => never {
  return () => {
    throw error;
  };
}

async function drain(flight: AnswerFlight): Promise<AnswerEvent[]> {
  const events = [];
  for await (const event of flight.events()) events.push(event);
  return events;
}

/** What is quoted when the model fails. */
const QUOTED = {
  how: 'quoted',
  answer: expect.objectContaining({
    text: 'The spare key is with Agnes. [1]',
    model: 'extractive',
  }) as Answer,
};

describe('Generation', () => {
  it.each([
    [null, true],
    [true, false],
    [false, false],
  ])(
    'shows a model that quotes one prompt per answer key: reranked %s, similarity told %s',
    async (reranked, isTold) => {
      const { model, run } = setUp();
      model.gives = () => says('All is well [1]');
      await run({}, { ...found, reranked });
      expect(model.prompts.flatMap(({ evidence }) => evidence).map((one) => 'similarity' in one)).toEqual([
        isTold,
      ]);
    },
  );

  it('shows the model question and evidence, forwards its tokens, lands the whole and has stored it when it resolves', async () => {
    const { model, l1, flight, run, counters } = setUp();
    model.gives = () => says('All is', ' well [1]');
    await run();
    expect(model.prompts).toEqual([{ ...prompt, earlier: [], later: [] }]);
    const events = await drain(flight);
    const answer = expect.objectContaining({
      text: 'All is well [1]',
      model: model.name,
      usage: { promptTokens: 1_000, completionTokens: 100, estimated: false },
    }) as unknown;
    expect(events).toEqual([
      { type: 'token', text: 'All is' },
      { type: 'token', text: ' well [1]' },
      {
        type: 'done',
        landing: { how: 'answered', by: 'model', finish: 'stop', storing: 'stored', answer },
      },
    ]);
    expect(await l1.findAnswer(asked, found)).toMatchObject({ outcome: 'fresh', value: { answer } });
    expect(counters.work.modelCalls).toMatchObject({ passed: 1, refused: 0, failed: 0 });
    expect(counters.work.modelTimes.count).toBe(1);
  });

  it.each<[string, { text: string; finish: Finish; kept: boolean }]>([
    ['a complete answer', { text: 'All is well', finish: 'stop', kept: true }],
    ['one that was cut', { text: 'All is', finish: 'length', kept: false }],
    ['a refusal by the provider', { text: 'No', finish: 'refused', kept: false }],
    ['a refusal in words', { text: "I'm sorry, no.", finish: 'stop', kept: false }],
  ])('gives %s to whoever asked, and stores it or not', async (_, { text, finish, kept }) => {
    const { model, l1, flight, run, counters } = setUp();
    model.gives = () => ends(text, finish);
    await run();
    expect(await flight.landing()).toMatchObject({
      how: 'answered',
      by: 'model',
      finish,
      storing: kept ? 'stored' : 'refused',
      answer: { text },
    });
    expect((await l1.findAnswer(asked, found)).outcome).toBe(kept ? 'fresh' : 'miss');
    expect(counters.work.modelCalls).toMatchObject({
      passed: kept ? 1 : 0,
      refused: kept ? 0 : 1,
      failed: 0,
    });
  });

  it('stores nothing where nothing is to be kept, and says so to those aboard', async () => {
    const { model, flight, run, counters } = setUp();
    model.gives = () => says('All is well');
    await run({ noStore: true });
    await turn();
    expect(await flight.landing()).toMatchObject({ how: 'answered', storing: 'no_store' });
    expect(counters.layers.l1_answer.stored).toBe(0);
  });

  it('needs no model to say that there is nothing in the notes, and remembers it', async () => {
    const { model, l1, flight, run, counters } = setUp();
    await run({}, { ...found, passages: [] });
    const answer = { text: NOTHING_IN_NOTES, model: null, usage: null, answerable: false, generationMs: 0 };
    expect(await flight.landing()).toMatchObject({
      how: 'answered',
      by: 'nobody',
      storing: 'stored',
      answer,
    });
    expect(await l1.findAnswer(asked, found)).toMatchObject({ outcome: 'fresh', value: { answer } });
    expect(model.prompts).toEqual([]);
    expect(counters.work.modelTimes.count).toBe(0);
  });

  it('does not count it against the model when everybody left', async () => {
    const { model, flight, run, counters } = setUp();
    const asker = new AbortController();
    flight.board(asker.signal);
    model.gives = () => {
      asker.abort();
      flight.signal.throwIfAborted();
      return says('All is well');
    };
    await expect(run()).rejects.toThrow(FlightAbandonedError);
    await expect(drain(flight)).rejects.toThrow(FlightAbandonedError);
    expect(counters.work.modelCalls).toMatchObject({ failed: 0, abandoned: 1 });
  });

  it.each<[string, () => AsyncIterable<ModelEvent>]>([
    ['ends without saying that it was complete', () => cut()],
    ['fails in the middle', () => cut(new ModelUnavailableError('language'))],
    ['says nothing that can be shown', () => ends('<html>502', 'stop')],
  ])(
    'gives those who hear a model that %s its error, and quotes to those who wait for the whole',
    async (_, gives) => {
      const { model, l1, flight, run } = setUp();
      model.gives = gives;
      await run();
      await expect(drain(flight)).rejects.toThrow(ModelUnavailableError);
      expect(await flight.landing()).toMatchObject(QUOTED);
      expect((await l1.findAnswer(asked, found)).outcome).toBe('miss');
    },
  );

  it.each<
    [string, { gives: () => AsyncIterable<ModelEvent>; outcome: CallOutcome; because: Quoted['because'] }]
  >([
    ['fails', { gives: throws(new ModelUnavailableError('language')), outcome: 'failed', because: 'failed' }],
    [
      'is not asked',
      { gives: throws(new ModelDownError('language')), outcome: 'skipped', because: 'failed' },
    ],
    ['says nothing', { gives: silent, outcome: 'refused', because: 'unshowable' }],
  ])(
    'quotes the evidence when the model %s before its first word, and stores nothing',
    async (_, { gives, outcome, because }) => {
      const { model, l1, flight, run, counters } = setUp();
      model.gives = gives;
      await run();
      expect(await drain(flight)).toEqual([
        { type: 'token', text: 'The spare key is with Agnes. [1]' },
        { type: 'done', landing: expect.objectContaining({ ...QUOTED, because }) as unknown },
      ]);
      expect((await l1.findAnswer(asked, found)).outcome).toBe('miss');
      expect(counters.work.modelCalls).toMatchObject({ passed: 0, [outcome]: 1 });
    },
  );

  it('lets a defect through as what it is', async () => {
    const { model, run } = setUp();
    model.gives = throws(new TypeError('defect'));
    await expect(run()).rejects.toThrow(TypeError);
  });
});
