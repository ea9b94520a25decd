import { Database } from '../../../src/engines/database/database';
import { startApp } from '../../support/app';
import { freshDatabase } from '../../support/engine';
import { eventually } from '../../support/eventually';

jest.setTimeout(60_000);

describe('a start', () => {
  it('compacts what has become crowded, and changes no stamp', async () => {
    const fresh = await freshDatabase();
    const before = await Database.open(fresh);
    const touch = (corpora: string, times: number) =>
      before.query({ text: `SELECT trivet.touch('${corpora}') FROM generate_series(1, ${times})` });
    await touch('{crowded,other}', 100);
    await touch('{quiet}', 10);
    const stamps = (database: Database) =>
      database.query({ text: "SELECT corpus, stamp FROM trivet.stamps('{crowded,other,quiet}') ORDER BY 1" });
    const { rows: expected } = await stamps(before);
    await before.close();

    const app = await startApp({ EMBEDDING_PROVIDER: 'lexical' }, fresh);
    const database = app.nest.get(Database);
    const marks = async () => {
      const { rows } = await database.query<{ corpus: string; marks: number }>({
        text: "SELECT corpus, marks FROM trivet.stamps('{crowded,other,quiet}') WHERE corpus <> '*' ORDER BY 1",
      });
      return rows.map((row) => row.marks);
    };
    await eventually('No corpus is crowded.', async () => (await marks()).every((count) => count <= 64));
    expect(await marks()).toEqual([1, 1, 10]);
    expect((await stamps(database)).rows).toEqual(expected);
    await app.close();
  });
});
