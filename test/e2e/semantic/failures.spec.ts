import { Logger } from '@nestjs/common';
import { Database } from '../../../src/engines/database/database';
import { eventually } from '../../support/eventually';
import { samplesOf } from '../../support/metric';
import { ALIKE, asked, ASKED, matchOf, NINE, OPENING, SERVE } from '../../support/semantic';
import { withModel } from '../../support/with-app';

const { app, me, model } = withModel({ env: SERVE, note: OPENING });

let told: string[];

beforeEach(() => {
  model.answerWith(() => NINE);
  told = [];
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((text: string) => void told.push(text));
  jest.spyOn(Logger.prototype, 'log').mockImplementation((text: string) => void told.push(text));
});
afterEach(() => jest.restoreAllMocks());

const run = (text: string): Promise<unknown> => app.nest.get(Database).query({ text });
const rename = (from: string, to: string): Promise<unknown> =>
  run(`ALTER TABLE trivet.${from} RENAME TO ${to}`);
const failures = async (): Promise<number> => (await me.stats()).semantic.failures;

describe('While SQL of the layer fails', () => {
  it('questions are answered, each failure is counted, and the log says once that it fails and once that it works again', async () => {
    await asked(app, me, ASKED);
    const before = await failures();
    // A busy machine may have been too late for a look before.
    told.length = 0;
    await rename('cached_questions', 'away');
    try {
      expect(await matchOf(me, ALIKE)).toBeNull();
      expect(await matchOf(me, 'Who opens the bakery?')).toBeNull();
      await app.stored();
      // Two looks and two rows to keep.
      await eventually('four failures are counted', async () => (await failures()) === before + 4);
      expect(told.filter((text) => text.includes('Earlier questions cannot be read or kept'))).toHaveLength(
        1,
      );
    } finally {
      await rename('away', 'cached_questions');
    }
    expect(await matchOf(me, 'What time does the bakery open on Sundays?')).toBe('semantic');
    expect(told.filter((text) => text.includes('read and kept again'))).toHaveLength(1);
  });

  it('a hit is told although nobody can note that it was served, which is counted and logged once', async () => {
    await asked(app, me, ASKED);
    const before = await failures();
    await rename('semantic_servings', 'away');
    try {
      for (const question of [ALIKE, 'What time does the bakery open on Sundays?'])
        expect(await matchOf(me, question)).toBe('semantic');
      await app.stored();
      await eventually('both are counted', async () => (await failures()) === before + 2);
      expect(told.filter((text) => text.includes('What is served cannot be noted'))).toHaveLength(1);
    } finally {
      await rename('away', 'semantic_servings');
    }
  });

  it('the statistics come without a certificate, and the metrics without what is in the database', async () => {
    await rename('semantic_states', 'away');
    try {
      const { semantic } = await me.stats();
      expect(semantic).toMatchObject({ mode: 'serve', certificate: null });
      expect(semantic.failures).toBeGreaterThan(0);
      expect(await samplesOf(me, 'trivet_semantic_standings')).toEqual([]);
    } finally {
      await rename('away', 'semantic_states');
    }
    expect((await me.stats()).semantic.certificate).toMatchObject({ state: 'serving' });
    expect(await samplesOf(me, 'trivet_semantic_standings')).toHaveLength(2);
  });
});
