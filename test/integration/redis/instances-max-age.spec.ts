import { KILN, onFleet, startFleet, type Fleet } from '../../support/fleet';
import { people, texts, thirtyAsk } from '../../support/many-askers';
import { startModelServer, type ModelServer } from '../../support/model-server';

onFleet('askers on three instances who name an age', () => {
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

  it.each([
    ['all', () => true],
    ['one in three', (n: number) => n % 3 === 0],
  ])(
    'cost one model call where %s want an answer of a minute at most, also while clocks are hours apart',
    async (_, wants) => {
      const headers = (n: number): Record<string, string> =>
        wants(n) ? { 'Cache-Control': 'max-age=60' } : {};
      const hours = [1, 0, -2];
      const turn = (by: number): void => {
        fleet.instances.forEach(({ clock }, at) => {
          clock.advance(by * (hours[at] ?? 0) * 3_600_000);
        });
      };
      const agreed = await fleet.whileSharing(async () =>
        thirtyAsk({ fleet, model }, await people(fleet), headers),
      );
      expect([agreed.calls, texts(agreed.answers).size]).toEqual([1, 1]);
      turn(1);
      try {
        const skewed = await fleet.whileSharing(async () =>
          thirtyAsk({ fleet, model }, await people(fleet), headers),
        );
        expect([skewed.calls, texts(skewed.answers).size]).toEqual([1, 1]);
      } finally {
        turn(-1);
      }
    },
    120_000,
  );

  it('get no answer that claims to come from the future', async () => {
    const [a, b] = await people(fleet);
    const [, behind] = fleet.instances;
    await a.ask(KILN.question);
    await fleet.instances[0]?.stored();
    behind?.clock.advance(-60_000);
    try {
      const young = await b.ask(KILN.question, {}, { 'Cache-Control': 'max-age=5' });
      expect(young.body.metadata).toMatchObject({ match: null, reason: 'bypassed' });
      const any = await a.ask(KILN.question);
      expect(any.body.metadata['age_s']).toBe(0);
    } finally {
      behind?.clock.advance(60_000);
    }
  });

  it('get the young answer of another instance behind an old one that theirs remembers', async () => {
    const [a, b] = await people(fleet);
    const before = model.prompts.length;
    await a.ask(KILN.question);
    await fleet.instances[0]?.stored();
    await b.ask(KILN.question);
    for (const { clock } of fleet.instances) clock.advance(100_000);
    try {
      await a.ask(KILN.question, {}, { 'Cache-Control': 'no-cache' });
      await fleet.instances[0]?.stored();
      const young = await b.ask(KILN.question, {}, { 'Cache-Control': 'max-age=50' });
      expect(young.body.metadata).toMatchObject({ match: 'exact', age_s: 0 });
      expect(model.prompts.length - before).toBe(2);
    } finally {
      for (const { clock } of fleet.instances) clock.advance(-100_000);
    }
  });
});
