import { Client } from 'pg';
import { ErasureLog, type Waiting } from '../../../src/core/cache/erasure/erasure-log';
import { withDatabase } from '../../support/with-database';

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;
// The embedded engine is one session, and so has one transaction at a time.
const onServer = databaseUrl ? describe : describe.skip;

const { fresh, database, rows } = withDatabase();
beforeEach(async () => {
  await sql('TRUNCATE trivet.erasures');
});

const sql = (text: string): Promise<unknown> => rows(text);

const ask = (document: string): Promise<unknown> =>
  sql(`SELECT trivet.erase('w/eng', '${document}', 'first')`);

/** Reads, and tells what it was given. */
async function read(log: ErasureLog): Promise<{ documents: string[]; done: string[]; waiting: Waiting }> {
  const documents: string[] = [];
  const done: string[] = [];
  const waiting = await log.read((news) => {
    documents.push(...news.committed.map(({ documentId }) => documentId));
    done.push(...news.done.map(({ documentId }) => documentId));
  });
  return { documents: documents.sort(), done: done.sort(), waiting };
}

const nothing = (waiting: Waiting) => ({ documents: [], done: [], waiting });

const take = async (log: ErasureLog, atMost = 100) => (await log.take(atMost)).map((each) => each.documentId);

describe('erasures in the database', () => {
  it('are read once by everybody, and once more when the shared store has erased them', async () => {
    const [a, b] = [new ErasureLog(database), new ErasureLog(database)];
    await ask('one');
    for (const log of [a, b]) {
      expect(await read(log)).toEqual({ documents: ['one'], done: [], waiting: 'due' });
      expect(await read(log)).toEqual(nothing('due'));
    }
    const [taken] = await a.take(100);
    expect(taken).toMatchObject({ corpus: 'w/eng', documentId: 'one', incarnation: 'first' });
    expect(await read(b)).toEqual(nothing('later'));
    await a.finish([taken?.id ?? '']);
    for (const log of [a, b]) {
      expect(await read(log)).toEqual({ documents: [], done: ['one'], waiting: 'none' });
      expect(await read(log)).toEqual(nothing('none'));
    }
    await ask('two');
    expect(await read(b)).toEqual({ documents: ['two'], done: [], waiting: 'due' });
  });

  it('are no news to a process that began after them, and wait to be taken all the same', async () => {
    const log = new ErasureLog(database);
    await ask('before');
    await log.begin();
    expect(await read(log)).toEqual(nothing('due'));
    const [taken] = await new ErasureLog(database).take(1);
    await log.finish([taken?.id ?? '']);
    expect(await read(log)).toEqual({ documents: [], done: ['before'], waiting: 'none' });
  });

  it('are read whole, however many one transaction left', async () => {
    const log = new ErasureLog(database);
    await sql(`SELECT trivet.erase('w/eng', n::text) FROM generate_series(1, 2500) AS n`);
    const { documents } = await read(log);
    expect(new Set(documents).size).toBe(2_500);
    expect(documents).toHaveLength(2_500);
    expect(await read(log)).toEqual(nothing('due'));
  });

  it('are taken by one at a time, what was never tried before what failed, and are due again later', async () => {
    const [a, b] = [new ErasureLog(database), new ErasureLog(database)];
    await ask('one');
    expect(await take(a)).toEqual(['one']);
    expect(await take(b)).toEqual([]);
    await sql(`UPDATE trivet.erasures SET erase_at = erase_at - interval '1 minute'`);
    await ask('two');
    expect(await take(b, 1)).toEqual(['two']);
    expect(await take(b)).toEqual(['one']);
  });

  it('are read again from the first by who finds another server, where transaction ids mean nothing', async () => {
    const log = new ErasureLog(database);
    await ask('one');
    expect(await read(log)).toMatchObject({ documents: ['one'] });
    // As after a promotion: the same statement, answered by a server that began at another time.
    Object.assign(log, { seenTo: { server: '1', snapshot: '9999999999:9999999999:' } });
    expect(await read(log)).toMatchObject({ documents: ['one'] });
  });

  it('are deleted when they are old', async () => {
    const log = new ErasureLog(database);
    await ask('old');
    await sql(`UPDATE trivet.erasures SET asked_at = now() - interval '2 hours'`);
    await ask('new');
    await log.sweep(3_600_000);
    expect((await read(log)).documents).toEqual(['new']);
  });
});

describe('a note', () => {
  const id = '0190a000-0000-7000-8000-000000000001';
  beforeEach(async () => {
    await sql(`DELETE FROM notes WHERE id = '${id}'; TRUNCATE trivet.erasures;
      INSERT INTO notes (id, tenant, workspace, owner, visibility, title, body)
      VALUES ('${id}', 'acme', 'eng', 'ann', 'workspace', 't', 'b')`);
  });

  async function rowsOf(text: string): Promise<Record<string, unknown>[]> {
    return (await database.query<Record<string, unknown>>({ text })).rows;
  }

  const incarnation = async (): Promise<unknown> => {
    const [note] = await rowsOf(`SELECT incarnation FROM notes WHERE id = '${id}'`);
    return note?.['incarnation'];
  };

  it.each([
    ['deleted', `DELETE FROM notes WHERE id = '${id}'`, 1],
    ['made private', `UPDATE notes SET visibility = 'private', workspace = NULL WHERE id = '${id}'`, 1],
    ['moved to another workspace', `UPDATE notes SET workspace = 'ops' WHERE id = '${id}'`, 1],
    ['edited', `UPDATE notes SET title = 'new', body = 'new', version = 2 WHERE id = '${id}'`, 0],
    ['given another name for its stay', `UPDATE notes SET incarnation = 'mine' WHERE id = '${id}'`, 0],
  ])('%s by plain SQL leaves the erasure of its stay where it was, or none', async (_, statement, left) => {
    const before = await incarnation();
    await sql(statement);
    const erasure = { corpus: 'acme/w/eng', document: id, incarnation: before };
    expect(await rowsOf('SELECT corpus, document, incarnation FROM trivet.erasures')).toEqual(
      Array.from({ length: left }, () => erasure),
    );
    expect((await incarnation()) === before).toBe(left === 0);
  });

  it.each([
    [
      'made private and shared again',
      `UPDATE notes SET visibility = 'private', workspace = NULL WHERE id = '${id}'`,
      `UPDATE notes SET visibility = 'workspace', workspace = 'eng' WHERE id = '${id}'`,
    ],
    [
      'deleted and put back as it was',
      `CREATE TEMPORARY TABLE kept AS SELECT * FROM notes; DELETE FROM notes WHERE id = '${id}'`,
      `INSERT INTO notes (id, tenant, workspace, owner, visibility, title, body, incarnation)
       SELECT id, tenant, workspace, owner, visibility, title, body, incarnation FROM kept; DROP TABLE kept`,
    ],
  ])('%s has another name for its new stay, which no erasure names', async (_, away, back) => {
    const before = await incarnation();
    await database.transaction(async (client) => {
      await client.query(away);
      await client.query(back);
    });
    const erased = await rowsOf('SELECT DISTINCT incarnation FROM trivet.erasures');
    expect(erased).toContainEqual({ incarnation: before });
    expect(erased).not.toContainEqual({ incarnation: await incarnation() });
  });

  it('leaves none when its deletion is rolled back', async () => {
    const deleted = database.transaction(async (client) => {
      await client.query('DELETE FROM notes WHERE id = $1', [id]);
      throw new Error('changed my mind');
    });
    await expect(deleted).rejects.toThrow('changed my mind');
    expect((await read(new ErasureLog(database))).documents).toEqual([]);
  });
});

onServer('erasures of transactions that commit in another order than they began', () => {
  const writers: Client[] = [];
  afterEach(async () => {
    await Promise.all(writers.splice(0).map((writer) => writer.end()));
  });

  /** Leaves an erasure in a transaction that lasts until `commit`. */
  async function begun(document: string): Promise<{ commit(): Promise<unknown> }> {
    const writer = new Client(fresh.url);
    writers.push(writer);
    await writer.connect();
    await writer.query('BEGIN');
    await writer.query(`SELECT trivet.erase('w/eng', $1)`, [document]);
    return { commit: () => writer.query('COMMIT') };
  }

  it('are all read, whatever was read before they committed', async () => {
    const log = new ErasureLog(database);
    const [first, second, third] = [await begun('first'), await begun('second'), await begun('third')];
    const seen: string[] = [];
    for (const each of [third, first, second]) {
      await each.commit();
      for (const document of (await read(log)).documents) seen.push(document);
      // Others go on meanwhile.
      await ask('other');
      expect((await read(log)).documents).toEqual(['other']);
    }
    expect(seen).toEqual(['third', 'first', 'second']);
  });

  it('are read once while another transaction stays open, which is read when it is over', async () => {
    const log = new ErasureLog(database);
    const open = await begun('open');
    await sql(`SELECT trivet.erase('w/eng', n::text) FROM generate_series(1, 1500) AS n`);
    expect((await read(log)).documents).toHaveLength(1_500);
    for (let look = 0; look < 3; look++) expect(await read(log)).toEqual(nothing('due'));
    await ask('late');
    expect((await read(log)).documents).toEqual(['late']);
    await open.commit();
    expect((await read(log)).documents).toEqual(['open']);
  });

  it('are taken by nobody twice while somebody else takes them', async () => {
    await sql(`SELECT trivet.erase('w/eng', n::text) FROM generate_series(1, 300) AS n`);
    const logs = Array.from({ length: 4 }, () => new ErasureLog(database));
    const taken = (await Promise.all(logs.map((log) => take(log)))).flat();
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken.length).toBeLessThanOrEqual(300);
  });
});
