import type { Person } from '../../support/app';
import { eventually } from '../../support/eventually';
import { onFleet, startFleet, type Fleet } from '../../support/fleet';
import { startModelServer, type ModelServer } from '../../support/model-server';

const PARKING = { title: 'Parking', body: 'Every parking permit costs 30 pounds a month.' };

onFleet('semantic hits of three instances', () => {
  let model: ModelServer;
  let fleet: Fleet;

  beforeAll(async () => {
    model = await startModelServer();
    fleet = await startFleet({
      ...model.env,
      EMBEDDING_PROVIDER: 'minilm',
      CACHE_SEMANTIC_MODE: 'serve',
      CACHE_SEMANTIC_AUDIT_SHARE: '0',
    });
    model.answerWith(() => 'It costs 30 pounds. [1]');
  });
  afterAll(async () => {
    await fleet.close();
    await model.close();
  });

  it('are found on every instance, whichever was asked first', async () => {
    for (const [n] of fleet.instances.entries()) {
      const people = fleet.newcomer();
      await at(people, n).write(PARKING);
      await at(people, n).ask('What does a parking permit cost?');
      await fleet.instances[n]?.stored();
      for (const further of [1, 2]) {
        const { body } = await at(people, n + further).ask('How much does a parking permit cost?');
        expect(body.metadata.match).toBe('semantic');
      }
    }
    const people = fleet.newcomer();
    await Promise.all(people.map((person) => person.stats()));
    const told = await at(people, 0).stats();
    expect(told.fleet?.semantic.served).toBeGreaterThanOrEqual(6);
    expect(told.semantic.served).toBeLessThan(told.fleet?.semantic.served ?? 0);
  });

  it('are none between tenants, on no instance', async () => {
    const [ann, bob] = [fleet.newcomer(), fleet.newcomer()];
    await at(ann, 0).write(PARKING);
    await at(bob, 0).write(PARKING);
    await at(ann, 0).ask('What does a parking permit cost?');
    await fleet.instances[0]?.stored();
    for (const person of bob) {
      const { body } = await person.ask('How much does a parking permit cost?');
      expect(body.metadata.match).not.toBe('semantic');
    }
  });

  it('end for all of them with one asker who says that they are wrong', async () => {
    const people = fleet.newcomer();
    await at(people, 0).write(PARKING);
    await at(people, 0).ask('What does a parking permit cost?');
    await fleet.instances[0]?.stored();
    const { body } = await at(people, 1).ask('How much does a parking permit cost?');
    expect(body.metadata.match).toBe('semantic');
    const refuted = await eventuallyRefuted(at(people, 2), String(body.metadata.request_id));
    expect(refuted).toBe('refuted');
    for (const person of people)
      expect((await person.ask('How much does a parking permit cost?')).body.metadata.match).not.toBe(
        'semantic',
      );
  });
});

function at(people: readonly Person[], n: number): Person {
  return people[n % people.length] as Person;
}

/** The serving is noted off the request path. */
async function eventuallyRefuted(person: Person, request_id: string): Promise<string> {
  let effect = '';
  await eventually('the serving is known', async () => {
    const { body } = await person.call<{ effect: string }>('POST', '/assistant/feedback', {
      json: { request_id, correct: false },
    });
    effect = body.effect;
    return effect === 'refuted';
  });
  return effect;
}
