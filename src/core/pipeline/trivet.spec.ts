import { ANN, ANYTHING, BOB } from '../../../test/support/core-fakes';
import { SharedStore } from '../../../test/support/shared-store';
import { World } from '../../../test/support/core-world';
import { NotCachedError, ReservedCorpusError } from '../errors';
import { NOTHING_IN_NOTES } from '../ports/words';
import { ModelUnavailableError } from '../ports/model.errors';
import type { Miss, Reply } from './reply';

const TOPIC = 0;

/** A world whose shared notes say something about the topic. */
function worldSaying(words: string, options: ConstructorParameters<typeof World>[0] = {}): World {
  const world = new World(options);
  say(world, words);
  return world;
}

function say(world: World, words: string | null, corpus = 'w/eng'): void {
  world.notes.write(corpus, { id: 1, topic: TOPIC, words });
}

/** How a question was answered, in the words of the headers. */
const how = (reply: Reply) => {
  const { layer } = reply;
  return reply.outcome === 'hit'
    ? { layer, match: reply.match, reason: null, collapsed: false }
    : { layer, match: null, reason: reply.reason, collapsed: reply.collapsed };
};
const generated = (reason: Miss['reason']) => ({ layer: null, match: null, reason, collapsed: false });
const work = ({ retriever, embedding, language }: World) => [
  embedding.calls.length,
  retriever.searches.length,
  language.prompts.length,
];

describe('Trivet', () => {
  it('generates once, and answers the same question over the same notes without any work', async () => {
    const world = worldSaying('yes');
    const first = await world.answerTo(ANN, TOPIC);
    expect(how(first.reply)).toEqual(generated('never_asked'));
    expect(first.reply).not.toHaveProperty('storedAt');
    expect(world.language.prompts).toEqual([
      {
        question: 'What about 0?',
        earlier: [],
        later: [],
        evidence: [expect.objectContaining({ content: 'yes' })],
      },
    ]);
    const storedAt = world.pipeline.clock.now();
    world.pipeline.clock.advance(5);
    const second = await world.answerTo(ANN, TOPIC);
    expect(how(second.reply)).toEqual({ layer: 'l1', match: 'exact', reason: null, collapsed: false });
    expect(second).toMatchObject({ text: first.text, reply: { storedAt, passages: first.reply.passages } });
    expect(work(world)).toEqual([1, 1, 1]);
  });

  it('revalidates after an edit that does not change the evidence: a search, no model call, and exact after that', async () => {
    const world = worldSaying('yes');
    const { text } = await world.answerTo(ANN, TOPIC);
    world.notes.write('w/eng', { id: 2, topic: 1, words: 'something else' });
    const second = await world.answerTo(ANN, TOPIC);
    expect(how(second.reply)).toEqual({ layer: 'l1', match: 'revalidated', reason: null, collapsed: false });
    expect(second.text).toBe(text);
    expect(work(world)).toEqual([1, 2, 1]);
    expect((await world.answerTo(ANN, TOPIC)).match).toBe('exact');
    expect(work(world)).toEqual([1, 2, 1]);
  });

  it('draws an answer anew from the same texts only where their similarity changed, and the model reads that', async () => {
    for (const readsSimilarity of [false, true]) {
      const world = worldSaying('yes');
      world.language.readsSimilarity = readsSimilarity;
      await world.answerTo(ANN, TOPIC);
      const { gives } = world.retriever;
      let similarity = 0.5;
      world.retriever.gives = async (search) => {
        const found = await gives(search);
        return { ...found, passages: found.passages.map((one) => ({ ...one, similarity })) };
      };
      for (similarity of [0.5, 0.6]) {
        world.notes.write('w/eng', { id: 2, topic: 1, words: `something at ${similarity}` });
        await world.answerTo(ANN, TOPIC);
      }
      expect(world.language.prompts).toHaveLength(readsSimilarity ? 2 : 1);
    }
  });

  it('keeps what was answered over 5,000 corpora in the shared store too, and sees an edit of any of them', async () => {
    const remote = new SharedStore();
    const world = worldSaying('yes', { remote });
    const workspaces = Array.from({ length: 5_000 }, (_, at) => (at === 0 ? 'eng' : `ws-${at}`));
    workspaces.forEach((workspace, at) => {
      world.notes.write(`w/${workspace}`, { id: 10 + at, topic: 1, words: 'something else' });
    });
    const wide = { ...ANN, workspaces };
    await world.answerTo(wide, TOPIC);
    expect((await world.answerTo(wide, TOPIC)).match).toBe('exact');
    expect(Math.max(...[...remote.entries.values()].map(({ bytes }) => bytes.byteLength))).toBeLessThan(
      1_000,
    );
    world.notes.write('w/ws-4999', { id: 1, topic: 1, words: 'edited' });
    expect((await world.answerTo(wide, TOPIC)).match).toBe('revalidated');
  });

  it('revalidates with fresh sources', async () => {
    const world = worldSaying('yes');
    await world.answerTo(ANN, TOPIC);
    say(world, null);
    say(world, 'yes', 'u/ann');
    const { reply, match } = await world.answerTo(ANN, TOPIC);
    expect(match).toBe('revalidated');
    expect(reply.passages.map(({ corpus }) => corpus)).toEqual(['u/ann']);
  });

  it('generates anew after an edit of the evidence, and finds the old answer again when the edit is undone', async () => {
    const world = worldSaying('yes');
    const { text } = await world.answerTo(ANN, TOPIC);
    say(world, 'no');
    expect(how((await world.answerTo(ANN, TOPIC)).reply)).toEqual(generated('evidence_changed'));
    say(world, 'yes');
    const undone = await world.answerTo(ANN, TOPIC);
    expect([undone.match, undone.text]).toEqual(['revalidated', text]);
  });

  it('shares an answer between people with identical evidence, and no source that one of them may not read', async () => {
    const world = worldSaying('yes');
    say(world, 'secret', 'u/ann');
    const ann = await world.answerTo(ANN, TOPIC);
    const bob = await world.answerTo(BOB, TOPIC);
    expect([ann.text, bob.text]).toEqual([
      'What about 0? secret and yes by call 1',
      'What about 0? yes by call 2',
    ]);
    say(world, null, 'u/ann');
    const shared = await world.answerTo(ANN, TOPIC);
    expect([shared.match, shared.text]).toEqual(['revalidated', bob.text]);
  });

  it('shares nothing between people where sharing is by user', async () => {
    const world = worldSaying('yes', { sharing: 'user' });
    await world.answerTo(ANN, TOPIC);
    expect((await world.answerTo(BOB, TOPIC)).match).toBeNull();
    expect(world.language.prompts).toHaveLength(2);
  });

  it('reuses the context when only the answer is gone', async () => {
    const world = worldSaying('yes');
    world.language.gives = async function* () {
      yield await Promise.resolve({ type: 'token', text: 'Sorry, no.' } as const);
      yield { type: 'end', finish: 'stop', usage: null, answerable: true };
    };
    await world.answerTo(ANN, TOPIC);
    const { reply } = await world.answerTo(ANN, TOPIC);
    expect(how(reply)).toEqual({ layer: 'l3', match: null, reason: 'refused_by_gate', collapsed: false });
    expect(work(world)).toEqual([1, 1, 2]);
  });

  it('says that there is nothing in the notes without a model, and remembers it', async () => {
    const world = new World();
    expect((await world.answerTo(ANN, TOPIC)).text).toBe(NOTHING_IN_NOTES);
    const { reply, match, text } = await world.answerTo(ANN, TOPIC);
    expect([match, text, reply.passages]).toEqual(['exact', NOTHING_IN_NOTES, []]);
    expect(work(world)).toEqual([1, 1, 0]);
  });

  it('asks the model once for all who ask the same over the same evidence at one moment', async () => {
    const world = worldSaying('yes');
    world.ask(ANN, TOPIC);
    world.ask(ANN, TOPIC);
    world.ask(BOB, TOPIC);
    await world.settle();
    expect(world.language.prompts).toHaveLength(1);
    const replies = world.asked.flatMap(({ outcome }) => ('reply' in outcome ? [outcome.reply] : []));
    expect(replies.map((reply) => how(reply).collapsed).sort()).toEqual([false, true, true]);
    // Ann's two questions shared one search; Bob reads other corpora and so has one of his own.
    expect(world.pipeline.counters.layers.l3_context.stored).toBe(2);
    await world.answerTo(ANN, TOPIC);
    expect(world.pipeline.counters.answers.byMatch.exact).toBe(1);
  });

  it('does not keep old answers beyond their time, and says so', async () => {
    const world = worldSaying('yes', { ttlMs: 100 });
    await world.answerTo(ANN, TOPIC);
    world.pipeline.clock.advance(100);
    expect(how((await world.answerTo(ANN, TOPIC)).reply)).toEqual(generated('expired'));
    expect(work(world)).toEqual([2, 2, 2]);
  });

  it('quotes the notes when the model failed, stores nothing, and tries again for the next', async () => {
    const world = worldSaying('yes');
    world.language.gives = () => {
      throw new ModelUnavailableError('language');
    };
    for (let asked = 0; asked < 2; asked++) {
      const { reply, text, quoted } = await world.answerTo(ANN, TOPIC);
      const { match, reason } = how(reply);
      expect({ match, reason, text }).toEqual({ match: null, reason: 'never_asked', text: quoted });
    }
    expect(world.language.prompts).toHaveLength(2);
    const { work: done, answers } = world.pipeline.counters;
    expect([done.modelCalls.failed, answers.degraded, answers.byMatch.generated]).toEqual([2, 2, 2]);
  });

  it('takes no corpus whose id belongs to the core: whoever could write to it would purge what others were answered', async () => {
    const world = new World();
    jest.spyOn(world.retriever, 'corpora').mockReturnValue(['*corpus:acme/w/eng']);
    await expect(world.answerTo(ANN, 1)).rejects.toThrow(ReservedCorpusError);
    expect(world.retriever.searches).toEqual([]);
  });
});

describe('Trivet, asked in a special way', () => {
  it('no-cache: works anew and remembers what comes', async () => {
    const world = worldSaying('yes');
    await world.answerTo(ANN, TOPIC);
    const anew = await world.answerTo(ANN, TOPIC, { noCache: true });
    expect(how(anew.reply)).toEqual(generated('bypassed'));
    // The vector of a text cannot be outdated, so it is not computed anew.
    expect(work(world)).toEqual([1, 2, 2]);
    expect((await world.answerTo(ANN, TOPIC)).text).toBe(anew.text);
  });

  it('no-store: works anew and leaves no trace', async () => {
    const world = worldSaying('yes');
    expect(how((await world.answerTo(ANN, TOPIC, { noStore: true })).reply)).toEqual(generated('bypassed'));
    const { layers } = world.pipeline.counters;
    expect(Object.values(layers).map(({ stored }) => stored)).toEqual([0, 0, 0, 0]);
    expect(how((await world.answerTo(ANN, TOPIC)).reply)).toEqual(generated('never_asked'));
    expect(work(world)).toEqual([2, 2, 2]);
  });

  it('only-if-cached: answers exactly or revalidated, else refuses without asking the model', async () => {
    const world = worldSaying('yes');
    await expect(world.answerTo(ANN, TOPIC, { onlyIfCached: true })).rejects.toThrow(NotCachedError);
    expect(world.language.prompts).toEqual([]);
    await world.answerTo(ANN, TOPIC);
    expect((await world.answerTo(ANN, TOPIC, { onlyIfCached: true })).match).toBe('exact');
    world.notes.touchEpoch();
    expect((await world.answerTo(ANN, TOPIC, { onlyIfCached: true })).match).toBe('revalidated');
  });

  it('max-age: takes no answer older than that, neither exactly nor revalidated', async () => {
    const world = worldSaying('yes', { ttlMs: 10_000 });
    await world.answerTo(ANN, TOPIC);
    world.pipeline.clock.advance(100);
    expect((await world.answerTo(ANN, TOPIC, { maxAgeMs: 100 })).match).toBe('exact');
    const younger = await world.answerTo(ANN, TOPIC, { maxAgeMs: 99 });
    expect(how(younger.reply)).toEqual({ ...generated('bypassed'), layer: 'l3' });
    expect((await world.answerTo(ANN, TOPIC, { maxAgeMs: 99 })).text).toBe(younger.text);
    world.pipeline.clock.advance(100);
    world.notes.touchEpoch();
    expect((await world.answerTo(ANN, TOPIC, { maxAgeMs: 99 })).match).toBeNull();
  });
});

describe('Trivet, when notes change while it works', () => {
  it('stores what it found under the stamps that came with it: lost commits bring no answer from after them', async () => {
    const world = worldSaying('yes');
    world.ask(ANN, TOPIC);
    await world.goOn(['stamps seen', 'stamps read']);
    say(world, 'no');
    await world.settle();
    expect(world.asked[0]?.outcome).toMatchObject({ text: 'What about 0? no by call 1' });
    world.notes.loseCommits(1);
    expect((await world.answerTo(ANN, TOPIC)).text).toBe('What about 0? yes by call 2');
  });

  it('does not share a search that began before a write with whoever asks after it', async () => {
    const world = worldSaying('yes');
    world.ask(ANN, TOPIC);
    await world.goOn(['stamps seen', 'stamps read', 'notes seen']);
    say(world, 'no');
    world.ask(ANN, TOPIC);
    await world.goOn(['stamps seen', 'stamps read'], 1);
    await world.settle();
    expect(
      world.asked.map(({ outcome }) => 'text' in outcome && outcome.text.split(' by ')[0]).sort(),
    ).toEqual(['What about 0? no', 'What about 0? yes']);
  });

  it('keeps the scopes of two people apart, also where their stamps are equal', async () => {
    const world = new World();
    say(world, 'of ann', 'u/ann');
    say(world, 'of bob', 'u/bob');
    expect((await world.answerTo(ANN, TOPIC)).text).toBe('What about 0? of ann by call 1');
    expect((await world.answerTo(BOB, TOPIC)).text).toBe('What about 0? of bob by call 2');
  });

  it('does not serve the old answer to a question that arrives after the write, while the old load is still running', async () => {
    const world = worldSaying('yes');
    world.ask(ANN, TOPIC);
    await world.goOn(['stamps seen', 'stamps read', 'notes seen', 'notes read']);
    expect(world.language.prompts).toHaveLength(1);
    say(world, 'no');
    await world.settle();
    expect((await world.answerTo(ANN, TOPIC)).text).toBe('What about 0? no by call 2');
  });
});

describe('Trivet refuses', () => {
  const ask = (question: string) =>
    new World().pipeline.trivet.ask({ question, principal: ANN, policy: ANYTHING });

  it.each([
    ['nothing', '', 'question_empty'],
    ['marks alone', ' ?. ', 'question_empty'],
    ['more than it accepts', 'a'.repeat(201), 'question_too_long'],
    // NFC writes this character as three.
    ['what becomes longer than it accepts', '\u0344\ufb2c'.repeat(90), 'question_too_long'],
    ['half a surrogate pair', 'what is \ud800', 'question_malformed'],
    ['a NUL', 'what\0is', 'question_malformed'],
  ])('%s', async (_, question, code) => {
    await expect(ask(question)).rejects.toMatchObject({ name: 'QuestionRefusedError', code });
  });

  it('without repeating the question', async () => {
    await expect(ask(`my secret ${'a'.repeat(200)}`)).rejects.not.toThrow(/secret/);
  });
});

describe("Trivet's book", () => {
  it('has what answers cost, what hits and shared flights saved, and why the model was asked', async () => {
    const world = worldSaying('yes');
    world.ask(ANN, TOPIC);
    world.ask(ANN, TOPIC);
    await world.settle();
    await world.answerTo(ANN, TOPIC);
    const { answers } = world.pipeline.counters;
    // 1,000 tokens in at 1 dollar a million and 100 out at 10.
    expect(answers).toMatchObject({ collapsed: 1, byMatch: { generated: 2, exact: 1 } });
    expect(answers.costUsd).toBeCloseTo(0.002, 9);
    expect(answers.costSavedUsd).toBeCloseTo(0.004, 9);
    expect(answers.byReason).toEqual(new Map([['never_asked', 2]]));
    expect([answers.hitTimes.count, answers.missTimes.count]).toEqual([1, 2]);
    expect(answers.timeSavedMs).toBeGreaterThanOrEqual(0);
  });
});
