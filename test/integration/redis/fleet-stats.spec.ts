import { randomUUID } from 'node:crypto';
import { KILN, onFleet, startFleet, type Fleet } from '../../support/fleet';

onFleet('statistics of two instances', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet({ REDIS_PREFIX: `${randomUUID()}:` }, 2);
  });
  afterAll(async () => {
    await fleet.close();
  });

  it('are told by each for itself and for both, also what an instance did that has ended', async () => {
    const [onA, onB] = fleet.newcomer();
    const [a] = fleet.instances;
    if (!a || !onA || !onB) throw new Error('Two instances were started.');
    await onA.write(KILN.note);
    await onA.ask(KILN.question);
    await a.stored();
    for (let round = 0; round < 3; round++) await onB.ask(KILN.question);
    await onA.stats();
    const told = await onB.stats();
    expect(told.combined).toMatchObject({ total_hits: 3, total_misses: 0 });
    expect(told.fleet).toMatchObject({
      instances: 2,
      l1_query: { total_hits: 3, total_misses: 1, hit_rate: 0.75, total_entries: 1 },
      l2_embedding: { total_entries: 2 },
      l3_context: { total_entries: 1 },
      model_calls: 1,
      retrievals: 1,
    });
    await onA.ask('Who fires the kiln?');
    await a.stop();
    expect((await onB.stats()).fleet?.l1_query).toMatchObject({
      total_hits: 3,
      total_misses: 2,
      total_entries: 2,
    });
  });
});
