import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Person } from '../../support/app';
import { withModel } from '../../support/with-app';

const POPULAR = 'When does the bakery open on Sundays?';
const RARE = 'Which day does the bakery open at that hour?';
const NINE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.', visibility: 'workspace' };
const TEN = { body: 'The bakery opens at ten on Sundays.' };

const ask = async (person: Person, question: string, times = 1): Promise<string | null> => {
  for (let time = 1; time < times; time++) await person.ask(question);
  return (await person.ask(question)).body.metadata.match;
};

const refreshes = async (person: Person) => (await person.stats()).combined.refreshes;

describe('after an edit', () => {
  const { app, model, me } = withModel({
    env: {
      CACHE_REFRESH_TOP: '1',
      CACHE_REFRESH_PER_MINUTE: '3',
      PRICE_PER_MTOK_IN: '1',
      PRICE_PER_MTOK_OUT: '10',
    },
  });
  beforeEach(() => {
    // Another minute, with a budget of its own.
    app.clock.advance(60_000);
  });

  it('the most asked question is an exact hit, made anew from the notes of now, and a rarer one is not', async () => {
    const note = await me.write(NINE);
    await ask(me, POPULAR, 4);
    await ask(me, RARE, 2);
    const before = await me.stats();
    await me.edit(note, TEN);
    await app.refreshed();

    const { answer, metadata } = (await me.ask(POPULAR)).body;
    expect([metadata.match, answer]).toEqual(['exact', expect.stringContaining('ten')]);
    expect(await ask(me, RARE)).toBeNull();
    const after = await me.stats();
    expect(after.combined.refreshes.generated).toBe(before.combined.refreshes.generated + 1);
    expect(after.combined.total_hits).toBe(before.combined.total_hits + 1);
    expect(after.combined.total_cost).toBeCloseTo(before.combined.total_cost + 2 * 0.003);
  });

  it('that did not concern it, it is an exact hit without a model call', async () => {
    await me.write(NINE);
    await ask(me, POPULAR, 3);
    const asked = model.prompts.length;
    await me.write({ title: 'Bicycle', body: 'Ines mended the brake.', visibility: 'workspace' });
    await app.refreshed();
    expect(await ask(me, POPULAR)).toBe('exact');
    expect(model.prompts).toHaveLength(asked);
  });

  it('nobody finds what was refreshed with the rights of others', async () => {
    const tenant = randomUUID();
    const ann = app.as({ sub: 'ann', tenant });
    const bob = app.as({ sub: 'bob', tenant });
    const secret = await ann.write({ ...NINE, visibility: 'private' });
    await bob.write({ title: 'Bicycle', body: 'Ines mended the brake.', visibility: 'workspace' });
    await ask(ann, POPULAR, 4);
    await ann.edit(secret, TEN);
    await app.refreshed();
    expect(await ask(ann, POPULAR)).toBe('exact');
    const { answer, metadata } = (await bob.ask(POPULAR)).body;
    expect(metadata.match).toBeNull();
    expect(answer).not.toContain('ten');
  });

  it('edits alone do not go on costing model calls: what nobody asks any more is left to be asked', async () => {
    const note = await me.write(NINE);
    await ask(me, POPULAR, 4);
    const asked = model.prompts.length;
    for (let hour = 1; hour <= 6; hour++) {
      app.clock.advance(60_000);
      await me.edit(note, { body: `The bakery opens at ${hour} on Sundays.` });
      await app.refreshed();
    }
    expect(model.prompts).toHaveLength(asked + 2);
  });

  it('no more are asked in a minute than the budget has', async () => {
    const tenant = randomUUID();
    const people = ['ann', 'bob', 'cleo', 'dan', 'eve'].map((sub) => app.as({ sub, tenant }));
    // A private note each, so that each has a scope of their own.
    for (const one of people) await one.write({ title: 'Mine', body: 'My bicycle is blue.' });
    const [ann = app.newcomer()] = people;
    const note = await ann.write(NINE);
    await app.refreshed();
    for (const one of people) await ask(one, POPULAR, 3);
    app.clock.advance(60_000);
    const before = await refreshes(ann);
    await ann.edit(note, TEN);
    await app.refreshed();
    const after = await refreshes(ann);
    const spent = after.generated + after.revalidated - before.generated - before.revalidated;
    expect([spent, after.over_budget - before.over_budget]).toEqual([3, 1]);
  });

  it('a model that fails is not asked for the rest, which is counted, and said once', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn');
    const note = await me.write(NINE);
    await ask(me, POPULAR, 8);
    const before = await refreshes(me);
    // No answer at all: nothing that could be shown.
    model.answerWith(() => '');
    for (const hour of ['ten', 'eleven']) {
      await me.edit(note, { body: `The bakery opens at ${hour} on Sundays.` });
      await app.refreshed();
    }
    model.answerWith((prompt) => `From the notes: ${prompt}`);
    expect((await refreshes(me)).failed).toBe(before.failed + 2);
    const said = warn.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('Refreshing'));
    warn.mockRestore();
    expect(said).toHaveLength(1);
    expect(said.join()).not.toContain('bakery');
    expect(await ask(me, POPULAR)).toBeNull();
  });
});

describe('by default', () => {
  const { app, model, me } = withModel();

  it('nothing is asked that nobody asks', async () => {
    const note = await me.write(NINE);
    await ask(me, POPULAR, 4);
    const asked = model.prompts.length;
    await me.edit(note, TEN);
    await app.refreshed();
    expect(model.prompts).toHaveLength(asked);
    expect(await ask(me, POPULAR)).toBeNull();
  });
});
