import { LexicalEmbedding } from '../../../src/models/embedding/lexical.embedding';
import { Sketcher } from '../../../src/notes/search-structure/sketcher';
import { DIMENSIONS, idOf, MadeUp, textOf, textOfVector, withSketches } from './sketched';

jest.setTimeout(180_000);

const given = withSketches();
const { database, rows: rowsOf, run, write, wrong, nearest, exactly } = given;

const isSketched = async () => (await rowsOf('SELECT sketched FROM embedding_space'))[0]?.['sketched'];

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
    await given.sketcher
      .run(() => {
        pages += 1;
        if (pages === 2) throw new Error('ended');
      })
      .catch(() => undefined);
    expect(await isSketched()).toBe(false);
    const change = async (at: number) => {
      await rowsOf(`UPDATE chunks SET embedding = $2, hash = 'other' WHERE id = $1`, [
        idOf(at),
        textOfVector(9_000 + at),
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
