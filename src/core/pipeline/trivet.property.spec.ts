import fc from 'fast-check';
import { ANN, BOB, turn } from '../../../test/support/core-fakes';
import { World, type Asked } from '../../../test/support/core-world';
import { NotCachedError } from '../errors';

const corpus = fc.constantFrom('u/ann', 'u/bob', 'w/eng', 'w/eng');
const topic = fc.constantFrom(0, 0, 0, 1);
const policy = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ noCache: true }) },
  { weight: 1, arbitrary: fc.constant({ noStore: true }) },
  { weight: 1, arbitrary: fc.constant({ onlyIfCached: true }) },
  { weight: 1, arbitrary: fc.constant({ maxAgeMs: 100 }) },
);

/** The newest work first lets a late question overtake an early one's search. */
const step = fc.record({
  type: fc.constant('step' as const),
  which: fc.oneof(fc.constantFrom('oldest' as const, 'newest' as const), fc.nat(5)),
  times: fc.integer({ min: 1, max: 4 }),
  fails: fc.oneof({ weight: 15, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});
const ask = fc.record({
  type: fc.constant('ask' as const),
  who: fc.constantFrom(ANN, ANN, BOB),
  topic,
  policy,
});
const write = fc.record({
  type: fc.constant('write' as const),
  corpus,
  id: fc.nat(1),
  topic,
  words: fc.constantFrom('yes', 'no', null),
});
const versions = fc.integer({ min: 1, max: 3 });

/** One thing that happens. Few topics, notes and words, so that edits are undone and evidence comes again. */
const happening = fc.oneof(
  { weight: 12, arbitrary: step },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('settle' as const) }) },
  { weight: 8, arbitrary: ask },
  { weight: 5, arbitrary: write },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('undo' as const), corpus, versions }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('lose commits' as const), versions }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('touch epoch' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('time passes' as const), ms: fc.constantFrom(50, 200, 950) }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const options = fc.record({
  // The small bound holds about one entry of each kind, so that everything is soon evicted.
  maxBytes: fc.constantFrom(1_000_000, 1_000_000, 9_000),
  sharing: fc.constantFrom('evidence' as const, 'evidence' as const, 'user' as const),
});

async function takeSteps(
  world: World,
  { which, times, fails }: Extract<Happening, { type: 'step' }>,
): Promise<void> {
  for (let taken = 0; taken < times; taken++) {
    await turn();
    await world.step(
      which === 'oldest' ? 0 : which === 'newest' ? Math.max(0, world.steps.length - 1) : which,
      fails,
    );
  }
}

async function make(world: World, what: Happening): Promise<void> {
  switch (what.type) {
    case 'step':
      return takeSteps(world, what);
    case 'settle':
      return world.settle();
    case 'ask':
      world.ask(what.who, what.topic, what.policy);
      return;
    case 'write':
      world.notes.write(what.corpus, what);
      return;
    case 'undo':
      world.notes.undo(what.corpus, what.versions);
      return;
    case 'lose commits':
      world.notes.loseCommits(what.versions);
      return;
    case 'touch epoch':
      world.notes.touchEpoch();
      return;
    case 'time passes':
      world.pipeline.clock.advance(what.ms);
  }
}

/** The number of the model call that an answer came from; null where no model was asked. */
function callOf({ outcome }: Asked): number | null {
  const call = 'text' in outcome ? / by call (\d+)$/.exec(outcome.text)?.[1] : undefined;
  return call === undefined ? null : Number(call);
}

function checkPolicies(asked: readonly Asked[], sharing: 'evidence' | 'user'): void {
  for (const one of asked) {
    const call = callOf(one);
    if (call === null) continue;
    const sharers = asked.filter((other) => callOf(other) === call);
    if (sharing === 'user') expect(new Set(sharers.map(({ who }) => who)).size).toBe(1);
    const { noCache, noStore } = one.policy;
    if (noCache || noStore) expect(call).toBeGreaterThan(one.callsBefore);
    if (noStore) expect(sharers).toEqual([one]);
  }
}

function checkErrors(asked: readonly Asked[], mayFail: boolean): void {
  for (const { outcome, policy: wanted } of asked) {
    if (!('error' in outcome) || mayFail) continue;
    expect(outcome.error).toBeInstanceOf(NotCachedError);
    expect(wanted.onlyIfCached).toBe(true);
  }
}

describe('Trivet, whatever happens in whatever order', () => {
  it('serves only what the asker may read and the notes said at a moment between question and answer', async () => {
    const seen = new Map<string, number>();
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    await fc.assert(
      fc.asyncProperty(
        options,
        fc.array(happening, { maxLength: 60, size: 'max' }),
        async (chosen, happenings) => {
          const world = new World(chosen);
          for (const what of happenings) await make(world, what);
          await world.settle();
          expect(world.asked).toHaveLength(happenings.filter(({ type }) => type === 'ask').length);
          checkErrors(
            world.asked,
            happenings.some((what) => what.type === 'step' && what.fails),
          );
          checkPolicies(world.asked, chosen.sharing);
          for (const one of world.asked) {
            if ('error' in one.outcome) continue;
            const { reply } = one.outcome;
            expect({ ...one, supported: world.isSupported(one, one.outcome) }).toMatchObject({
              supported: true,
            });
            if (reply.outcome === 'hit') count(reply.match);
            else count(reply.collapsed ? 'collapsed' : 'generated');
            if (reply.layer === 'l3') count('context reused');
          }
          if (world.pipeline.counters.layers.l1_question.evicted > 0) count('evicted');
          expect(world.pipeline.counters.work).toMatchObject({ foreignPassages: 0, backgroundDrops: 0 });
        },
      ),
      { numRuns: 400 },
    );
    for (const what of ['exact', 'revalidated', 'generated', 'collapsed', 'context reused', 'evicted']) {
      expect([what, seen.get(what) ?? 0]).not.toEqual([what, 0]);
    }
  }, 60_000);
});
