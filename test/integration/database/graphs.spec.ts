import { Graphs } from '../../../src/notes/search-structure/graphs';
import { DIMENSIONS, idOf, MadeUp, OURS, withSketches } from './sketched';

jest.setTimeout(180_000);

const { database, rows: rowsOf, run, write, nearest, exactly } = withSketches();

describe('the graph of a large corpus', () => {
  const graphs = () => new Graphs(database, new MadeUp());
  const indexes = async () =>
    (await rowsOf("SELECT relname FROM pg_class WHERE starts_with(relname, 'sketches_graph_')")).map(
      ({ relname }) => relname,
    );

  beforeEach(async () => {
    await write(1, 1_200);
    await write(10_001, 50, 'other');
    await run();
    await rowsOf('ANALYZE sketches');
    await graphs().tend(1_000);
  });

  it('is one of that corpus alone, and finds the nearest', async () => {
    expect(await rowsOf('SELECT corpus FROM graphs')).toEqual([{ corpus: OURS }]);
    expect(await indexes()).toHaveLength(1);
    const [found, wanted] = [await nearest(5_000), await exactly(5_000)];
    expect(found.filter((id) => wanted.includes(id)).length).toBeGreaterThanOrEqual(9);
    const both = [OURS, 'other/w/eng'];
    expect((await nearest(10_020, both))[0]).toBe(idOf(10_020));
  });

  it('leaves no chunk out that was written since it was built', async () => {
    // Behind all others in the order of ids, as ids of version 7 are.
    await write(20_001, 200);
    for (let n = 20_001; n <= 20_200; n += 20) expect((await nearest(n))[0]).toBe(idOf(n));
  });

  it('is built again when its index is lost', async () => {
    const [name] = await indexes();
    await rowsOf(`DROP INDEX ${String(name)}`);
    await graphs().tend(1_000);
    expect(await indexes()).toEqual([name]);
    expect(await rowsOf('SELECT corpus FROM graphs')).toEqual([{ corpus: OURS }]);
  });

  it('is kept while the corpus is large, and dropped when it is not, with what an ended building left', async () => {
    const [before] = await indexes();
    await graphs().tend(1_000);
    expect(await indexes()).toEqual([before]);
    await rowsOf(
      `CREATE INDEX sketches_graph_left ON sketches USING hnsw ((sketch::bit(${3 * DIMENSIONS})) bit_hamming_ops) WHERE corpus = 'gone'`,
    );
    await rowsOf("DELETE FROM notes WHERE tenant = 'acme' AND id > $1", [idOf(600)]);
    await graphs().tend(1_000);
    expect(await indexes()).toEqual([]);
    expect(await rowsOf('SELECT FROM graphs')).toEqual([]);
    expect(await nearest(5_000)).toEqual(await exactly(5_000));
  });
});
