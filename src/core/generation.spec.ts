import {
  FakeLanguage,
  HandClock,
  passage,
  says,
  settingsWith,
  turn,
  noRemote,
} from '../../test/support/core-fakes';
import { cacheKey } from './cache/keys';
import { L1ResponseService } from './cache/l1-response/l1-response.service';
import { Layers } from './cache/layers';
import { AnswerFlight, FlightAbandonedError } from './flight/answer-flight';
import { Generation, NOTHING_IN_NOTES } from './generation';
import { Ledger } from './ledger/ledger';
import { ModelUnavailableError, type Finish, type ModelEvent } from './ports';

const prompt = { question: 'What is up?', evidence: [passage('all is well')] };
const answerKey = cacheKey('answer', ['a']);

function setUp() {
  const ledger = new Ledger();
  const model = new FakeLanguage();
  const settings = settingsWith();
  const l1 = new L1ResponseService(new Layers(settings, ledger, new HandClock(), noRemote()), settings);
  const flight = new AnswerFlight();
  return { ledger, model, l1, flight, generation: new Generation(model, l1, ledger) };
}

async function* ends(text: string, finish: Finish): AsyncGenerator<ModelEvent> {
  yield await Promise.resolve({ type: 'token', text } as const);
  yield { type: 'end', finish, usage: null };
}

async function* cut(error?: Error): AsyncGenerator<ModelEvent> {
  yield await Promise.resolve({ type: 'token', text: 'Half an ' } as const);
  if (error) throw error;
}

describe('Generation', () => {
  it('shows the model question and evidence, forwards its tokens, lands the whole and has stored it when it resolves', async () => {
    const { model, l1, flight, generation, ledger } = setUp();
    model.gives = () => says('All is', ' well [1]');
    await generation.run(prompt, { flight, cites: [], keepAs: answerKey });
    expect(model.prompts).toEqual([prompt]);
    const events = [];
    for await (const event of flight.events()) events.push(event);
    const answer = expect.objectContaining({
      text: 'All is well [1]',
      model: model.modelId,
      usage: { promptTokens: 1_000, completionTokens: 100 },
    }) as unknown;
    expect(events).toEqual([
      { type: 'token', text: 'All is' },
      { type: 'token', text: ' well [1]' },
      { type: 'done', kept: true, answer },
    ]);
    expect(await l1.findAnswer(answerKey)).toMatchObject({ outcome: 'fresh', value: answer });
    expect(ledger.work.modelCalls).toEqual({ stored: 1, refused: 0, failed: 0, abandoned: 0 });
    expect(ledger.work.modelTimes.count).toBe(1);
  });

  it.each<[string, { text: string; finish: Finish; kept: boolean }]>([
    ['a complete answer', { text: 'All is well', finish: 'stop', kept: true }],
    ['one that was cut', { text: 'All is', finish: 'length', kept: false }],
    ['a refusal by the provider', { text: 'No', finish: 'refused', kept: false }],
    ['a refusal in words', { text: "I'm sorry, no.", finish: 'stop', kept: false }],
    ['an empty one', { text: ' ', finish: 'stop', kept: false }],
    ['an error page', { text: '<html>502', finish: 'stop', kept: false }],
  ])('gives %s to whoever asked, and stores it or not', async (_, { text, finish, kept }) => {
    const { model, l1, flight, generation, ledger } = setUp();
    model.gives = () => ends(text, finish);
    await generation.run(prompt, { flight, cites: [], keepAs: answerKey });
    expect(await flight.landing()).toMatchObject({ kept, answer: { text } });
    expect((await l1.findAnswer(answerKey)).outcome).toBe(kept ? 'fresh' : 'miss');
    expect(ledger.work.modelCalls).toEqual({
      stored: kept ? 1 : 0,
      refused: kept ? 0 : 1,
      failed: 0,
      abandoned: 0,
    });
  });

  it('stores nothing where nothing is to be kept, and says so to those aboard', async () => {
    const { model, flight, generation, ledger } = setUp();
    model.gives = () => says('All is well');
    await generation.run(prompt, { flight, cites: [], keepAs: null });
    await turn();
    expect((await flight.landing()).kept).toBe(false);
    expect(ledger.layers.l1_answer.stored).toBe(0);
  });

  it('needs no model to say that there is nothing in the notes, and remembers it', async () => {
    const { model, l1, flight, generation, ledger } = setUp();
    await generation.run({ ...prompt, evidence: [] }, { flight, cites: [], keepAs: answerKey });
    const answer = { text: NOTHING_IN_NOTES, model: null, usage: null, generationMs: 0 };
    expect(await flight.landing()).toEqual({ kept: true, answer });
    expect(await l1.findAnswer(answerKey)).toMatchObject({ outcome: 'fresh', value: answer });
    expect(model.prompts).toEqual([]);
    expect(ledger.work.modelTimes.count).toBe(0);
  });

  it('does not count it against the model when everybody left', async () => {
    const { model, flight, generation, ledger } = setUp();
    const asker = new AbortController();
    flight.board(asker.signal);
    model.gives = () => {
      asker.abort();
      flight.signal.throwIfAborted();
      return says('All is well');
    };
    await expect(generation.run(prompt, { flight, keepAs: answerKey, cites: [] })).rejects.toThrow(
      FlightAbandonedError,
    );
    expect(ledger.work.modelCalls).toEqual({ stored: 0, refused: 0, failed: 0, abandoned: 1 });
  });

  it.each([
    ['ends without saying that it was complete', () => cut(), ModelUnavailableError],
    ['fails in the middle', () => cut(new ModelUnavailableError('language')), ModelUnavailableError],
    [
      'fails at once',
      () => {
        throw new ModelUnavailableError('language');
      },
      ModelUnavailableError,
    ],
  ])('counts a model that %s, lands nothing and stores nothing', async (_, gives, error) => {
    const { model, l1, flight, generation, ledger } = setUp();
    model.gives = gives;
    const ends = jest.fn();
    flight.onEnd(ends);
    await expect(generation.run(prompt, { flight, cites: [], keepAs: answerKey })).rejects.toThrow(error);
    await turn();
    expect(ends).not.toHaveBeenCalled();
    expect((await l1.findAnswer(answerKey)).outcome).toBe('miss');
    expect(ledger.work.modelCalls).toEqual({ stored: 0, refused: 0, failed: 1, abandoned: 0 });
  });
});
