import { randomUUID } from 'node:crypto';
import type { Answer, Person } from '../../support/app';
import { watchBoarding } from '../../support/boarding';
import { KILN, onFleet, startFleet, type Fleet } from '../../support/fleet';
import { startModelServer, type ModelServer } from '../../support/model-server';

onFleet('three instances after a purge of one corpus', () => {
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

  /** On each instance Bob, who does not read the kitchen, and a cook, who does. The kitchen is purged. */
  async function purged(): Promise<{ bobs: readonly Person[]; cooks: readonly Person[] }> {
    const tenant = randomUUID();
    const bobs = fleet.instances.map((app) => app.as({ sub: 'bob', tenant }));
    const workspaces = ['eng', 'kitchen'];
    const cooks = fleet.instances.map((app) => app.as({ sub: 'cook', tenant, workspaces, roles: ['admin'] }));
    const [cook] = cooks;
    await cook?.write({ ...KILN.note, workspace: 'eng' });
    await cook?.write({
      title: 'Rota',
      body: 'Olga washes up.',
      visibility: 'workspace',
      workspace: 'kitchen',
    });
    const purge = await cook?.call('DELETE', `/assistant/cache?corpus=${tenant}/w/kitchen`);
    expect(purge?.status).toBe(200);
    return { bobs, cooks };
  }

  const askedBy = (people: readonly Person[]): Promise<Answer>[] =>
    people.map((person) => person.ask(KILN.question, { top_k: 1 }));

  /** One of those people begins, and waits for the model until ten more on each instance have asked. */
  async function round(begunBy: 'bobs' | 'cooks') {
    const people = await purged();
    const before = model.prompts.length;
    const boardings = fleet.instances.map(watchBoarding);
    const release = model.hold();
    const asked = askedBy(people[begunBy].slice(0, 1));
    await model.arrived(before + 1);
    const all = [...people.bobs, ...people.cooks];
    for (let times = 0; times < 5; times++) asked.push(...askedBy(all));
    await Promise.all(boardings.map(({ aboard }, at) => aboard(at === 0 ? 11 : 10)));
    release();
    const answers = await Promise.all(asked);
    const again = await Promise.all(askedBy(all));
    return { answers, again, calls: model.prompts.length - before };
  }

  it.each([
    ['who may not read it', 'bobs'],
    ['who may', 'cooks'],
  ] as const)(
    'ask the model once for 30 equal questions of readers and others, begun by somebody %s',
    async (_, who) => {
      const { answers, again, calls } = await fleet.whileSharing(() => round(who));
      expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
      expect(new Set(answers.map(({ body }) => body.answer)).size).toBe(1);
      expect(again.map(({ body }) => body.metadata.match)).toEqual(Array(6).fill('exact'));
      expect(calls).toBe(1);
    },
    120_000,
  );
});
