import fc from 'fast-check';
import type { Person } from '../../support/app';
import { KILN, onFleet, startFleet, type Fleet } from '../../support/fleet';
import { startModelServer, type ModelServer } from '../../support/model-server';

onFleet('three instances', () => {
  let model: ModelServer;
  let fleet: Fleet;

  beforeAll(async () => {
    model = await startModelServer();
    fleet = await startFleet(model.env);
  });
  afterAll(async () => {
    await fleet.close();
    await model.close();
  });

  it('hit on all what one was asked', async () => {
    const [a, ...others] = fleet.newcomer();
    await a?.write(KILN.note);
    const first = await a?.ask(KILN.question);
    await fleet.instances[0]?.stored();
    const calls = model.prompts.length;
    for (const other of others) {
      const { body } = await other.ask(KILN.question);
      expect(body.metadata).toMatchObject({ match: 'exact', layer: 'l1' });
      expect([body.answer, body.sources]).toEqual([first?.body.answer, first?.body.sources]);
    }
    expect(model.prompts).toHaveLength(calls);
  });

  it('answer from what was written on any of them a moment ago, a thousand times', async () => {
    const LANES = 8;
    const ROUNDS = 125;
    const stale: string[] = [];
    let matched = 0;
    const lane = async (): Promise<void> => {
      const people = fleet.newcomer();
      const at = (n: number): Person => people[n % people.length] as Person;
      const note = await at(0).write(KILN.note);
      for (let round = 0; round < ROUNDS; round++) {
        // All pairs of instances, the pair of one with itself too.
        const reader = at(Math.floor(round / people.length));
        await at(round).edit(note, { body: `The kiln of the pottery is fired on day ${String(round)}.` });
        const { body } = await reader.ask(KILN.question);
        if (!body.answer.includes(`on day ${String(round)}.`)) stale.push(body.answer);
        if ((await reader.ask(KILN.question)).body.metadata.match === 'exact') matched++;
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    expect(stale).toEqual([]);
    // Nobody proves anything about caches by never using them.
    expect(matched).toBeGreaterThan((LANES * ROUNDS) / 2);
  }, 180_000);

  it('have the hit rate of one', async () => {
    const stream = zipfStream(400);
    const alone = await startFleet(model.env, 1);
    try {
      const [one, three] = [await hits(alone, stream), await hits(fleet, stream)];
      expect(one).toBeGreaterThan(stream.length / 2);
      expect(Math.abs(one - three)).toBeLessThanOrEqual(stream.length / 100);
    } finally {
      await alone.close();
    }
  }, 120_000);
});

/** Numbers of questions: the nth is asked in proportion to 1/n (Zipf's law), the same stream every time. */
function zipfStream(length: number): number[] {
  const questions = Array.from({ length: 200 }, (_, n) => ({ weight: Math.round(1_000 / (n + 1)), n }));
  const one = fc.oneof(...questions.map(({ weight, n }) => ({ weight, arbitrary: fc.constant(n) })));
  return fc.sample(one, { numRuns: length, seed: 20_261_121 });
}

/** Asks one after the other, each time another instance. */
async function hits({ newcomer, instances }: Fleet, stream: readonly number[]): Promise<number> {
  const people = newcomer();
  await people[0]?.write(KILN.note);
  let found = 0;
  for (const [at, question] of stream.entries()) {
    const answer = await people[at % people.length]?.ask(`${KILN.question} Case ${String(question)}`);
    if (answer?.body.metadata.match) found++;
    await instances[at % instances.length]?.stored();
  }
  return found;
}
