import {
  FakeLanguage,
  HandClock,
  passage,
  says,
  settingsWith,
  turn,
  noRemote,
  ledgerParts,
} from '../../../test/support/core-fakes';
import { cacheKey } from '../question/keys';
import { L1ResponseService, type Grounds } from '../cache/l1-response/l1-response.service';
import { EvidenceSnapshot } from '../freshness/stamps';
import { Layers } from '../cache/layers';
import { AnswerFlight, FlightAbandonedError, type AnswerEvent } from '../flight/answer-flight';
import type { Answer } from '../ports/words';
import { Generation } from './generation';
import { NOTHING_IN_NOTES } from '../ports/words';
import type { CallOutcome } from '../ledger/events';
import { ModelDownError, ModelUnavailableError } from '../ports/model.errors';
import type { Finish, ModelEvent } from '../ports/language-model';
import { ExtractiveQuoter } from '../../models/extractive/extractive.quoter';

const prompt = { question: 'Who has the spare key?', evidence: [passage('The spare key is with Agnes.')] };
const grounds: Grounds = {
  passages: prompt.evidence,
  snapshot: new EvidenceSnapshot({ scope: ['w/eng'], stamps: 's1' }),
  citations: [],
  answerKey: cacheKey('answer', ['a']),
};

function setUp() {
  const { ledger, counters, gauges } = ledgerParts();
  const model = new FakeLanguage();
  const settings = settingsWith();
  const l1 = new L1ResponseService(
    new Layers(settings, ledger, gauges, new HandClock(), noRemote()),
    settings,
  );
  const flight = new AnswerFlight();
  return {
    counters,
    model,
    l1,
    flight,
    generation: new Generation(model, new ExtractiveQuoter(), l1, ledger),
  };
}

async function* ends(text: string, finish: Finish): AsyncGenerator<ModelEvent> {
  yield await Promise.resolve({ type: 'token', text } as const);
  yield { type: 'end', finish, usage: null };
}

async function* cut(error?: Error): AsyncGenerator<ModelEvent> {
  yield await Promise.resolve({ type: 'token', text: 'Half an ' } as const);
  if (error) throw error;
}

async function* silent(): AsyncGenerator<ModelEvent> {
  yield await Promise.resolve({ type: 'end', finish: 'stop', usage: null } as const);
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
  degraded: true,
  answer: expect.objectContaining({
    text: 'The spare key is with Agnes. [1]',
    model: 'extractive',
  }) as Answer,
};

describe('Generation', () => {
  it('shows the model question and evidence, forwards its tokens, lands the whole and has stored it when it resolves', async () => {
    const { model, l1, flight, generation, counters } = setUp();
    model.gives = () => says('All is', ' well [1]');
    await generation.run(prompt, { flight, keeps: grounds });
    expect(model.prompts).toEqual([prompt]);
    const events = await drain(flight);
    const answer = expect.objectContaining({
      text: 'All is well [1]',
      model: model.name,
      usage: { promptTokens: 1_000, completionTokens: 100, estimated: false },
    }) as unknown;
    expect(events).toEqual([
      { type: 'token', text: 'All is' },
      { type: 'token', text: ' well [1]' },
      { type: 'done', kept: true, refused: false, degraded: false, answer },
    ]);
    expect(await l1.findAnswer(grounds)).toMatchObject({ outcome: 'fresh', value: answer });
    expect(counters.work.modelCalls).toMatchObject({ passed: 1, refused: 0, failed: 0 });
    expect(counters.work.modelTimes.count).toBe(1);
  });

  it.each<[string, { text: string; finish: Finish; kept: boolean }]>([
    ['a complete answer', { text: 'All is well', finish: 'stop', kept: true }],
    ['one that was cut', { text: 'All is', finish: 'length', kept: false }],
    ['a refusal by the provider', { text: 'No', finish: 'refused', kept: false }],
    ['a refusal in words', { text: "I'm sorry, no.", finish: 'stop', kept: false }],
  ])('gives %s to whoever asked, and stores it or not', async (_, { text, finish, kept }) => {
    const { model, l1, flight, generation, counters } = setUp();
    model.gives = () => ends(text, finish);
    await generation.run(prompt, { flight, keeps: grounds });
    expect(await flight.landing()).toMatchObject({ kept, refused: !kept, degraded: false, answer: { text } });
    expect((await l1.findAnswer(grounds)).outcome).toBe(kept ? 'fresh' : 'miss');
    expect(counters.work.modelCalls).toMatchObject({
      passed: kept ? 1 : 0,
      refused: kept ? 0 : 1,
      failed: 0,
    });
  });

  it('stores nothing where nothing is to be kept, and says so to those aboard', async () => {
    const { model, flight, generation, counters } = setUp();
    model.gives = () => says('All is well');
    await generation.run(prompt, { flight, keeps: null });
    await turn();
    expect((await flight.landing()).kept).toBe(false);
    expect(counters.layers.l1_answer.stored).toBe(0);
  });

  it('needs no model to say that there is nothing in the notes, and remembers it', async () => {
    const { model, l1, flight, generation, counters } = setUp();
    await generation.run({ ...prompt, evidence: [] }, { flight, keeps: grounds });
    const answer = { text: NOTHING_IN_NOTES, model: null, usage: null, generationMs: 0 };
    expect(await flight.landing()).toMatchObject({ kept: true, answer });
    expect(await l1.findAnswer(grounds)).toMatchObject({ outcome: 'fresh', value: answer });
    expect(model.prompts).toEqual([]);
    expect(counters.work.modelTimes.count).toBe(0);
  });

  it('does not count it against the model when everybody left', async () => {
    const { model, flight, generation, counters } = setUp();
    const asker = new AbortController();
    flight.board(asker.signal);
    model.gives = () => {
      asker.abort();
      flight.signal.throwIfAborted();
      return says('All is well');
    };
    await expect(generation.run(prompt, { flight, keeps: grounds })).rejects.toThrow(FlightAbandonedError);
    expect(flight.hasSpoken).toBe(false);
    expect(counters.work.modelCalls).toMatchObject({ failed: 0, abandoned: 1 });
  });

  it.each<[string, () => AsyncIterable<ModelEvent>]>([
    ['ends without saying that it was complete', () => cut()],
    ['fails in the middle', () => cut(new ModelUnavailableError('language'))],
    ['says nothing that can be shown', () => ends('<html>502', 'stop')],
  ])(
    'gives those who hear a model that %s its error, and quotes to those who wait for the whole',
    async (_, gives) => {
      const { model, l1, flight, generation } = setUp();
      model.gives = gives;
      await generation.run(prompt, { flight, keeps: grounds });
      await expect(drain(flight)).rejects.toThrow(ModelUnavailableError);
      expect(await flight.landing()).toMatchObject({ ...QUOTED, kept: false });
      expect((await l1.findAnswer(grounds)).outcome).toBe('miss');
    },
  );

  it.each<[string, { gives: () => AsyncIterable<ModelEvent>; outcome: CallOutcome; refused: boolean }]>([
    ['fails', { gives: throws(new ModelUnavailableError('language')), outcome: 'failed', refused: false }],
    ['is not asked', { gives: throws(new ModelDownError('language')), outcome: 'skipped', refused: false }],
    ['says nothing', { gives: silent, outcome: 'refused', refused: true }],
  ])(
    'quotes the evidence when the model %s before its first word, and stores nothing',
    async (_, { gives, outcome, refused }) => {
      const { model, l1, flight, generation, counters } = setUp();
      model.gives = gives;
      await generation.run(prompt, { flight, keeps: grounds });
      expect(await drain(flight)).toEqual([
        { type: 'token', text: 'The spare key is with Agnes. [1]' },
        expect.objectContaining({ ...QUOTED, type: 'done', kept: false, refused }),
      ]);
      expect((await l1.findAnswer(grounds)).outcome).toBe('miss');
      expect(counters.work.modelCalls).toMatchObject({ passed: 0, [outcome]: 1 });
    },
  );

  it('lets a defect through as what it is', async () => {
    const { model, flight, generation } = setUp();
    model.gives = throws(new TypeError('defect'));
    await expect(generation.run(prompt, { flight, keeps: grounds })).rejects.toThrow(TypeError);
  });
});
