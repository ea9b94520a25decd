import { candidatesIn, type Question } from '../../support/candidates';
import { passage } from '../../support/core-fakes';
import { withDatabase } from '../../support/with-database';

const { database, rows } = withDatabase();
beforeEach(() => rows('TRUNCATE trivet.cached_questions, trivet.erasures'));

const asked: Question = {
  tenant: 'acme',
  onlyFor: null,
  profile: 'p',
  scope: ['w/eng'],
  asker: 'ann',
  text: 'What does a permit cost?',
  vector: Float32Array.of(1, 0),
};
const other: Question = { ...asked, text: 'How much is a permit?', vector: Float32Array.of(0.96, 0.28) };
const kept = (): Promise<Record<string, unknown>[]> =>
  rows('SELECT asked FROM trivet.cached_questions ORDER BY asked');

describe('candidates', () => {
  it('are the nearest first, with their similarity, and never the question itself', async () => {
    const { keep, near } = candidatesIn(database);
    await keep(asked);
    await keep(other);
    await keep({ ...asked, text: 'Where is the key?', vector: Float32Array.of(0, 1) });
    const found = await near({
      ...asked,
      text: 'What is the price of a permit?',
      vector: Float32Array.of(0.8, 0.6),
    });
    expect(found.map(({ asked: text }) => text)).toEqual(['How much is a permit?']);
    expect(found[0]?.similarity).toBeCloseTo(0.8 * 0.96 + 0.6 * 0.28, 3);
    expect((await near(asked)).map(({ asked: text }) => text)).toEqual(['How much is a permit?']);
  });

  it('say what their answers rest on, and what they cite', async () => {
    const { keep, near } = candidatesIn(database);
    await keep({ ...asked, passages: [passage('Ten pounds.'), passage('Open at seven.')] });
    const [found] = await near(other);
    expect(found?.restedOn.passages).toHaveLength(2);
    expect(found?.restedOn.cited).toEqual(found?.restedOn.passages.slice(0, 1));
  });

  it('are the newest of their pool, and no more than may be kept', async () => {
    const { keep } = candidatesIn(database, { perScope: 3 });
    for (let n = 0; n < 6; n++) await keep({ ...asked, text: `question ${n}` });
    await keep({ ...asked, text: 'elsewhere', scope: ['w/ops'] });
    const texts = (await kept()).map(({ asked: text }) => text);
    expect(texts).toEqual(['elsewhere', 'question 3', 'question 4', 'question 5']);
  });

  it('go with a document that their answers rest on, and are not kept after it went', async () => {
    const { keep } = candidatesIn(database);
    await keep(asked);
    await keep({ ...asked, text: 'Where is the key?' });
    const { corpus, documentId } = passage(asked.text);
    await rows('SELECT trivet.erase($1, $2)', [corpus, documentId]);
    expect(await kept()).toEqual([{ asked: 'Where is the key?' }]);
    await keep({ ...asked, asker: 'bob', profile: 'q' });
    expect(await kept()).toEqual([{ asked: 'Where is the key?' }]);
  });

  it('go with the person who asked them', async () => {
    const { keep } = candidatesIn(database);
    await keep(asked);
    await keep({ ...other, asker: 'bob' });
    await keep({ ...other, tenant: 'bolt' });
    await rows(`SELECT trivet.forget_person('acme', 'ann')`);
    expect(await kept()).toEqual([{ asked: other.text }, { asked: other.text }]);
  });

  it('are none when they have expired, or nothing is to be looked for', async () => {
    const { keep } = candidatesIn(database);
    await keep(asked);
    expect(await candidatesIn(database, { mode: 'off' }).near(other)).toEqual([]);
    await rows(`UPDATE trivet.cached_questions SET expires_at = now() - interval '1 s'`);
    expect(await candidatesIn(database).near(other)).toEqual([]);
  });

  it('let two writers erase documents that one question rests on, and neither waits for the other', async () => {
    const { keep } = candidatesIn(database);
    await keep({ ...asked, passages: [passage('Ten pounds.'), passage('Open at seven.')] });
    await keep({ ...other, passages: [passage('Open at seven.'), passage('Ten pounds.')] });
    const erase = (text: string): Promise<unknown> =>
      rows('SELECT trivet.erase($1, $2)', [passage(text).corpus, passage(text).documentId]);
    await Promise.all([erase('Ten pounds.'), erase('Open at seven.')]);
    expect(await kept()).toEqual([]);
  });

  it('go where a replica applies the deletion, too', async () => {
    const enabled = await rows(
      `SELECT tgenabled::text AS enabled FROM pg_trigger WHERE tgname = 'forget_cached_questions'`,
    );
    expect(enabled).toEqual([{ enabled: 'A' }]);
  });

  it('are none for a question so long that comparing it would keep everybody waiting', async () => {
    const { keep, near } = candidatesIn(database);
    const long = 'What does a permit cost? '.repeat(20);
    await keep({ ...asked, text: long });
    await keep(other);
    expect(await kept()).toEqual([{ asked: other.text }]);
    expect(await near({ ...asked, text: long })).toEqual([]);
  });
});
