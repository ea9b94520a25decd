import { EmbeddingModel } from '../../../src/core';
import { Graphs } from '../../../src/notes/search-structure/graphs';
import { LexicalEmbedding } from '../../../src/models/embedding/lexical.embedding';
import { Sketcher } from '../../../src/notes/search-structure/sketcher';
import { withDatabase } from '../../support/with-database';

jest.setTimeout(180_000);

const OURS = 'acme/w/eng';
const DIMENSIONS = 24;

/** A numbered text has the same made-up vector everywhere, of positive components alone. */
function vectorOf(n: number): Float32Array {
  let state = n * 2_654_435_761 + 1;
  const next = (): number => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
  for (let skipped = 0; skipped < 8; skipped++) next();
  const vector = Float32Array.from({ length: DIMENSIONS }, next);
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

class MadeUp extends EmbeddingModel {
  readonly modelId = 'made-up';
  readonly name = this.modelId;
  readonly dimensions = DIMENSIONS;
  readonly maxTokens = 512;
  readonly relevanceFloor = 0;

  embed(texts: readonly string[]): Promise<Float32Array[]> {
    return Promise.resolve(texts.map((_, n) => vectorOf(-1 - n)));
  }

  countTokens(texts: readonly string[]): Promise<number[]> {
    return Promise.resolve(texts.map(({ length }) => length));
  }
}

const { database, rows: rowsOf } = withDatabase('test');
let sketcher: Sketcher;

beforeEach(async () => {
  sketcher = new Sketcher(database, new MadeUp());
  await rowsOf(
    `INSERT INTO embedding_space (model_id, dimensions, chunker) VALUES ('made-up', ${DIMENSIONS}, 2)`,
  );
});

const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const textOf = (vector: Float32Array): string => `[${vector.join(',')}]`;

/** Notes of one chunk each, with the numbers from `first` on, by plain SQL. */
async function write(first: number, count: number, tenant = 'acme'): Promise<void> {
  const numbers = Array.from({ length: count }, (_, at) => first + at);
  const values = [numbers.map(idOf), numbers.map((n) => textOf(vectorOf(n))), tenant];
  await rowsOf(
    `INSERT INTO notes (id, tenant, workspace, owner, visibility, title, body)
     SELECT id, $3, 'eng', 'ann', 'workspace', 'Note', '' FROM unnest($1::uuid[], $2::text[]) AS r (id, vector)`,
    values,
  );
  await rowsOf(
    `INSERT INTO chunks (id, note_id, corpus, ordinal, section, content, hash, embedding)
     SELECT id, id, $3 || '/w/eng', 0, '{}', id::text, md5(id::text), vector::vector
     FROM unnest($1::uuid[], $2::text[]) AS r (id, vector)`,
    values,
  );
}

/** Chunks without the sketch that is theirs, and sketches without their chunk. */
const wrong = () =>
  rowsOf(`
    SELECT coalesce(c.id, s.chunk_id) AS id FROM chunks AS c
    FULL JOIN sketches AS s ON s.chunk_id = c.id AND s.corpus = c.corpus
      AND s.sketch = (SELECT trivet.sketch_of(c.embedding, thresholds) FROM embedding_space)
      AND s.tie = hashtextextended(c.hash, 0)
    WHERE c.id IS NULL OR s.chunk_id IS NULL`);

const isSketched = async () => (await rowsOf('SELECT sketched FROM embedding_space'))[0]?.['sketched'];

/** What the ten passages are made of that a search tells: it looks for 30 then. */
const nearest = async (n: number, corpora = [OURS]) =>
  (await rowsOf('SELECT chunk_id FROM trivet.by_meaning($1, $2, 30)', [corpora, textOf(vectorOf(n))]))
    .map(({ chunk_id }) => chunk_id)
    .slice(0, 10);
const exactly = async (n: number, corpora = [OURS]) =>
  (
    await rowsOf('SELECT id FROM chunks WHERE corpus = ANY ($1) ORDER BY embedding <=> $2, hash LIMIT 10', [
      corpora,
      textOf(vectorOf(n)),
    ])
  ).map(({ id }) => id);

const run = () => sketcher.run(() => undefined);

describe('the sketches of chunks', () => {
  it('are made of vectors of one length; another is refused, however few chunks there are', async () => {
    await write(1, 3);
    const wider = textOf(Float32Array.from({ length: DIMENSIONS + 1 }, () => 0.2));
    for (const change of [
      `UPDATE chunks SET embedding = '${wider}' WHERE id = '${idOf(1)}'`,
      `INSERT INTO chunks SELECT '${idOf(9)}', note_id, corpus, 1, section, content, hash, '${wider}' FROM chunks WHERE id = '${idOf(1)}'`,
    ])
      await expect(rowsOf(change)).rejects.toThrow(
        `the vector of a chunk has ${DIMENSIONS + 1} dimensions, and those of the embedding model have ${DIMENSIONS}`,
      );
    expect(await rowsOf('SELECT id FROM chunks WHERE vector_dims(embedding) <> $1', [DIMENSIONS])).toEqual(
      [],
    );
  });

  it('are not made while a database is small', async () => {
    await write(1, 999);
    expect(await run()).toBe('small');
    expect(await isSketched()).toBe(false);
    expect(await nearest(5_000)).toEqual(await exactly(5_000));
  });

  it('are not made of sparse vectors, whose bits tell little of distances', async () => {
    await write(1, 1_200);
    expect(await new Sketcher(database, new LexicalEmbedding()).run(() => undefined)).toBe('never');
    expect(await isSketched()).toBe(false);
  });

  it('are made of all chunks that were there before, and find what a look at all vectors finds', async () => {
    await write(1, 1_500);
    expect(await run()).toBe('sketched');
    expect(await isSketched()).toBe(true);
    expect(await wrong()).toEqual([]);
    for (let question = 5_000; question < 5_020; question++)
      expect(await nearest(question)).toEqual(await exactly(question));
  });

  it('are not looked at in a scope of up to 1,000 chunks, however many chunks others have', async () => {
    await write(1, 1_000);
    await write(2_000, 500, 'globex');
    expect(await run()).toBe('sketched');
    await rowsOf('UPDATE sketches SET chunk_id = gen_random_uuid()');
    expect(await nearest(5_000)).toEqual(await exactly(5_000));
    await write(1_001, 1);
    // The sketches of no chunk are looked at now.
    expect(await nearest(5_000)).toEqual([]);
  });

  it('follow what plain SQL does with notes and chunks, before all are made and after', async () => {
    await write(1, 1_200);
    let pages = 0;
    await sketcher
      .run(() => {
        pages += 1;
        if (pages === 2) throw new Error('ended');
      })
      .catch(() => undefined);
    expect(await isSketched()).toBe(false);
    const change = async (at: number) => {
      await rowsOf(`UPDATE chunks SET embedding = $2, hash = 'other' WHERE id = $1`, [
        idOf(at),
        textOf(vectorOf(9_000 + at)),
      ]);
      await rowsOf(`UPDATE notes SET visibility = 'private', workspace = NULL WHERE id = $1`, [idOf(at + 1)]);
      await rowsOf('DELETE FROM notes WHERE id = $1', [idOf(at + 2)]);
      await write(2_000 + at, 3);
    };
    // The first of them have a sketch by now, and the last have none.
    await change(10);
    await change(1_100);
    expect(await run()).toBe('sketched');
    expect(await wrong()).toEqual([]);
    await change(20);
    await change(1_150);
    expect(await wrong()).toEqual([]);
    expect(await nearest(2_021)).toEqual(await exactly(2_021));
    expect((await nearest(2_021))[0]).toBe(idOf(2_021));
  });

  it('follow rows that a replica is told, and go with a TRUNCATE', async () => {
    await write(1, 1_000);
    await run();
    await database.transaction(async (client) => {
      await client.query('SET LOCAL session_replication_role = replica');
      await client.query('DELETE FROM chunks WHERE id = $1', [idOf(1)]);
      await client.query(`UPDATE chunks SET corpus = 'acme/u/ann' WHERE id = $1`, [idOf(2)]);
    });
    expect(await wrong()).toEqual([]);
    await rowsOf('TRUNCATE notes, chunks');
    expect(await rowsOf('SELECT FROM sketches')).toEqual([]);
  });

  it('are made anew where a former version has put a table without their triggers in the place of chunks', async () => {
    await write(1, 1_300);
    await run();
    await rowsOf('DROP TRIGGER sketch_written ON chunks');
    await rowsOf('DROP TRIGGER sketch_changed ON chunks');
    await rowsOf('DROP TRIGGER sketch_truncated ON chunks');
    await write(2_000, 1);
    expect((await nearest(2_000))[0]).toBe(idOf(2_000));
    expect(await run()).toBe('sketched');
    expect(await wrong()).toEqual([]);
    await write(2_001, 1);
    expect((await nearest(2_001))[0]).toBe(idOf(2_001));
  });

  it('are left to the instance that works on them, and can be made by two in turns', async () => {
    await write(1, 1_300);
    const both = await Promise.all([run(), new Sketcher(database, new MadeUp()).run(() => undefined)]);
    expect(both).toContain('sketched');
    expect(await wrong()).toEqual([]);
  });

  it('are made at 64 other texts than the notes, so that the same notes have the same sketches after a restart', async () => {
    await write(1, 1_000);
    await run();
    const before = await rowsOf('SELECT chunk_id, sketch FROM sketches ORDER BY chunk_id');
    await rowsOf('TRUNCATE sketches');
    await rowsOf('UPDATE embedding_space SET thresholds = NULL, sketched_to = NULL, sketched = false');
    await run();
    expect(await rowsOf('SELECT chunk_id, sketch FROM sketches ORDER BY chunk_id')).toEqual(before);
  });
});

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
