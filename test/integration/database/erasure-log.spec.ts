import { Client } from 'pg';
import type { Citation } from '../../../src/core/cache/erasure/citation';
import { ErasureLog, type Waiting } from '../../../src/core/cache/erasure/erasure-log';
import { Database } from '../../../src/engines/database/database';
import { freshDatabase, type FreshDatabase } from '../../support/engine';

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;
// The embedded engine is one session, and so has one transaction at a time.
const onServer = databaseUrl ? describe : describe.skip;

let fresh: FreshDatabase;
let database: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  database = await Database.open(fresh);
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});
beforeEach(async () => {
  await sql('TRUNCATE trivet.erasures');
});

async function sql(text: string): Promise<void> {
  await database.query({ text });
}

const ask = (document: string): Promise<void> => sql(`SELECT trivet.erase('w/eng', '${document}')`);

/** Reads, and tells what it was given. */
async function read(log: ErasureLog): Promise<{ documents: string[]; waiting: Waiting }> {
  const given: Citation[] = [];
  const waiting = await log.read((citations) => {
    given.push(...citations);
    return Promise.resolve();
  });
  return { documents: given.map(({ documentId }) => documentId).sort(), waiting };
}

/** Resolves when there is nothing new; a transaction that somebody else on the server is in makes a reader look twice. */
async function readAll(log: ErasureLog): Promise<Waiting> {
  for (;;) {
    const { documents, waiting } = await read(log);
    if (documents.length === 0) return waiting;
  }
}

const take = async (log: ErasureLog, atMost = 100) => (await log.take(atMost)).map((each) => each.documentId);

describe('erasures in the database', () => {
  it('are read by everybody, and once more when the shared store has erased them', async () => {
    const [a, b] = [new ErasureLog(database), new ErasureLog(database)];
    await ask('one');
    for (const log of [a, b]) {
      expect(await read(log)).toEqual({ documents: ['one'], waiting: 'due' });
      expect(await readAll(log)).toBe('due');
    }
    const [taken] = await a.take(100);
    expect(await readAll(b)).toBe('later');
    await a.finish([taken?.id ?? '']);
    for (const log of [a, b]) {
      expect(await read(log)).toEqual({ documents: ['one'], waiting: 'none' });
      expect(await readAll(log)).toBe('none');
    }
  });

  it('are read whole, however many one transaction left', async () => {
    const log = new ErasureLog(database);
    await sql(`SELECT trivet.erase('w/eng', n::text) FROM generate_series(1, 2500) AS n`);
    expect(new Set((await read(log)).documents).size).toBe(2_500);
    await readAll(log);
  });

  it('are taken by one at a time, what was never tried before what failed, and are due again later', async () => {
    const [a, b] = [new ErasureLog(database), new ErasureLog(database)];
    await ask('one');
    expect(await take(a)).toEqual(['one']);
    expect(await take(b)).toEqual([]);
    await sql(`UPDATE trivet.erasures SET due_at = due_at - interval '1 minute'`);
    await ask('two');
    expect(await take(b, 1)).toEqual(['two']);
    expect(await take(b)).toEqual(['one']);
  });

  it('are read again from the first by who finds another server, where transaction ids mean nothing', async () => {
    const log = new ErasureLog(database);
    await ask('one');
    await readAll(log);
    // As after a promotion: the same statement, answered by a server that began at another time.
    Object.assign(log, { readTo: { server: '1', writer: '9999999999' } });
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

  it.each([
    ['deleted', `DELETE FROM notes WHERE id = '${id}'`, 1],
    ['made private', `UPDATE notes SET visibility = 'private', workspace = NULL WHERE id = '${id}'`, 1],
    ['moved to another workspace', `UPDATE notes SET workspace = 'ops' WHERE id = '${id}'`, 1],
    ['edited', `UPDATE notes SET title = 'new', body = 'new', version = 2 WHERE id = '${id}'`, 0],
  ])('%s by plain SQL leaves its erasure from where it was, or none', async (_, statement, left) => {
    await sql(statement);
    const { rows } = await database.query({ text: 'SELECT corpus, document FROM trivet.erasures' });
    expect(rows).toEqual(Array.from({ length: left }, () => ({ corpus: 'acme/w/eng', document: id })));
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
    const seen = new Set<string>();
    for (const each of [third, first, second]) {
      await each.commit();
      for (const document of (await read(log)).documents) seen.add(document);
      // Others go on meanwhile.
      await ask('other');
      await read(log);
    }
    expect([...seen].sort()).toEqual(['first', 'other', 'second', 'third']);
    await readAll(log);
  });

  it('are taken by nobody twice while somebody else takes them', async () => {
    await sql(`SELECT trivet.erase('w/eng', n::text) FROM generate_series(1, 300) AS n`);
    const logs = Array.from({ length: 4 }, () => new ErasureLog(database));
    const taken = (await Promise.all(logs.map((log) => take(log)))).flat();
    expect(new Set(taken).size).toBe(taken.length);
    expect(taken.length).toBeLessThanOrEqual(300);
  });
});
