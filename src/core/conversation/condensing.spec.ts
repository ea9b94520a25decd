import { ModelUnavailableError } from '../ports/model.errors';
import { QuestionCondenser, type Condensed } from '../ports/question-condenser';
import type { Turn } from '../ports/words';
import { held, ledgerParts, turn } from '../../../test/support/core-fakes';
import { trivetSettings } from '../settings';
import { Condensing, type Condensable } from './condensing';

const SPOKEN: readonly Turn[] = [
  { role: 'user', text: 'What is cold brew?' },
  { role: 'assistant', text: 'Coffee. [1]' },
];

const WANTED: Condensable = {
  question: 'How long does it steep?',
  spoken: SPOKEN,
  tenant: 'acme',
  onlyFor: null,
  mayRemember: true,
  mayRecall: true,
  mayAsk: true,
};

const USAGE = { promptTokens: 1_000_000, completionTokens: 0, estimated: false };
const MADE: Condensed = { kind: 'question', question: 'How long does cold brew steep?', usage: USAGE };

class FakeCondenser extends QuestionCondenser {
  readonly modelId = 'fake';
  readonly name = 'fake';
  readonly signals: AbortSignal[] = [];
  gives: () => Promise<Condensed> = () => Promise.resolve(MADE);

  condense(_question: string, _earlier: readonly Turn[], signal: AbortSignal): Promise<Condensed> {
    this.signals.push(signal);
    return this.gives();
  }
}

function setUp(condenseMs = 1_000) {
  const { ledger, counters } = ledgerParts();
  const condenser = new FakeCondenser();
  const settings = trivetSettings({ condenseMs, price: { perMtokIn: 3, perMtokOut: 15 } });
  return { condensing: new Condensing(settings, ledger, condenser), condenser, counters };
}

describe('a question made standalone by a model', () => {
  it('is made once for all who say the same, and only the first has its cost', async () => {
    const { condensing, condenser, counters } = setUp();
    expect(await condensing.make(WANTED)).toEqual({ question: MADE.question, usage: USAGE });
    expect(await condensing.make(WANTED)).toEqual({ question: MADE.question, usage: null });
    expect(condenser.signals).toHaveLength(1);
    expect(counters.work.condensed).toMatchObject({ model: 1, memory: 1 });
    expect(counters.answers.costUsd).toBe(3);
  });

  it.each([
    ['another question', { question: 'How much does it cost?' }],
    ['another turn', { spoken: [...SPOKEN, { role: 'user', text: 'Thanks.' } as const] }],
    ['turns cut elsewhere', { spoken: [{ role: 'user', text: 'What is cold brew?assistant' } as const] }],
    ['another tenant', { tenant: 'other' }],
    ['another user, where nothing is shared', { onlyFor: 'ann' }],
  ])('is not told to who says %s', async (_, other) => {
    const { condensing, condenser } = setUp();
    await condensing.make(WANTED);
    await condensing.make({ ...WANTED, ...other });
    expect(condenser.signals).toHaveLength(2);
  });

  it('is made in one call for all of one moment', async () => {
    const { condensing, condenser } = setUp();
    const answer = held<Condensed>();
    condenser.gives = () => answer.promise;
    const all = Promise.all([WANTED, WANTED, WANTED].map((wanted) => condensing.make(wanted)));
    await turn();
    answer.resolve(MADE);
    expect((await all).map((made) => made?.question)).toEqual(Array(3).fill(MADE.question));
    expect(condenser.signals).toHaveLength(1);
  });

  it('is neither remembered nor shared for who wants no trace', async () => {
    const { condensing, condenser } = setUp();
    const traceless = { ...WANTED, mayRemember: false, mayRecall: false };
    await condensing.make(traceless);
    await condensing.make(WANTED);
    expect(condenser.signals).toHaveLength(2);
  });

  it('is recalled, and not asked for, for who wants what is cached', async () => {
    const { condensing, condenser } = setUp();
    expect(await condensing.make({ ...WANTED, mayAsk: false })).toBeNull();
    await condensing.make(WANTED);
    expect(await condensing.make({ ...WANTED, mayAsk: false })).toMatchObject({ question: MADE.question });
    expect(condenser.signals).toHaveLength(1);
  });

  it('may turn out to be none, which is remembered too', async () => {
    const { condensing, condenser } = setUp();
    condenser.gives = () => Promise.resolve({ kind: 'about_conversation', question: '', usage: null });
    expect(await condensing.make(WANTED)).toEqual({ question: null, usage: null });
    expect(await condensing.make(WANTED)).toEqual({ question: null, usage: null });
    expect(condenser.signals).toHaveLength(1);
  });
});

describe('a model that makes no question', () => {
  it.each<[string, () => Promise<Condensed>]>([
    ['fails', () => Promise.reject(new ModelUnavailableError('language'))],
    ['breaks in another way', () => Promise.reject(new Error('boom'))],
    ['says something else', () => Promise.resolve({ kind: 'unusable', question: '', usage: USAGE })],
    ['says too much', () => Promise.resolve({ ...MADE, question: 'long '.repeat(1_000) })],
  ])('leaves it to rules when it %s, and is asked again', async (_, gives) => {
    const { condensing, condenser, counters } = setUp();
    condenser.gives = gives;
    expect(await condensing.make(WANTED)).toBeNull();
    expect(counters.work.condensed).toMatchObject({ model: 0, rules_instead: 1 });
    condenser.gives = () => Promise.resolve(MADE);
    expect(await condensing.make(WANTED)).toMatchObject({ question: MADE.question });
  });

  it('within its time is not waited for, and its call is ended', async () => {
    const { condensing, condenser } = setUp(20);
    condenser.gives = () => new Promise(() => undefined);
    expect(await condensing.make(WANTED)).toBeNull();
    expect(condenser.signals[0]?.aborted).toBe(true);
  });
});
