import type { QueryConfig } from 'pg';
import type { Sql } from '../../ports/sql';
import { cacheKey } from '../../question/keys';
import { TIMELESS } from '../contract';
import { VectorTable } from './vector-table';

interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const key = (text: string) => cacheKey('vector', [text]);
const bytesOf = (...numbers: number[]): Buffer => Buffer.from(Float32Array.from(numbers).buffer);
const at = (ms: number): Date => new Date(ms);
const entry = (name: string, value: Float32Array) => ({
  key: key(name),
  value,
  stamps: TIMELESS,
  storedAt: 10,
  expiresAt: 20,
  cites: [],
});

/** A pool that records statements and gives the rows it was told. */
function setUp(rows: object[] = []) {
  const statements: Statement[] = [];
  const query = ({ text, values = [] }: QueryConfig) => {
    statements.push({ sql: text.replace(/\s+/g, ' ').trim(), values });
    return Promise.resolve({ rows });
  };
  return { statements, table: new VectorTable({ query } as unknown as Sql, 2) };
}

describe('VectorTable', () => {
  it('gives one vector or nothing per key, in order, however the driver aligned its buffer', async () => {
    const unaligned = Buffer.concat([Buffer.from([0]), bytesOf(3, 4)]).subarray(1);
    const times = { stored_at: at(10), expires_at: at(20) };
    const { table } = setUp([
      { key: key('b'), vector: unaligned, ...times },
      { key: key('a'), vector: bytesOf(1, 2), ...times },
    ]);
    expect(await table.getMany(['a', 'x', 'b'].map(key))).toEqual([
      entry('a', Float32Array.of(1, 2)),
      undefined,
      entry('b', Float32Array.of(3, 4)),
    ]);
  });

  it.each([
    ['of another length', bytesOf(1, 2, 3)],
    ['cut off', bytesOf(1, 2).subarray(0, 7)],
    ['with a number that is none', bytesOf(1, NaN)],
    ['with an infinite number', bytesOf(Infinity, 1)],
  ])('takes a row %s for no entry', async (_, vector) => {
    const { table } = setUp([{ key: key('a'), vector, stored_at: at(10), expires_at: at(20) }]);
    expect(await table.getMany([key('a')])).toEqual(['unreadable']);
  });

  it('stores a vector as its own raw bytes, also one that is a view into others', async () => {
    const { table, statements } = setUp();
    const vector = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    await table.setMany([entry('a', vector)]);
    expect(statements.map(({ values }) => values)).toEqual([[[key('a')], [bytesOf(1, 2)], [10], [20]]]);
    expect(statements[0]?.sql).toContain('ON CONFLICT (key) DO UPDATE');
  });

  it('deletes what is dropped', async () => {
    const { table, statements } = setUp();
    await table.deleteMany([key('a')]);
    expect(statements).toEqual([
      { sql: 'DELETE FROM trivet.vectors WHERE key = ANY($1)', values: [[key('a')]] },
    ]);
  });

  it('trims what expired and what is too much after every thousand rows, not at every store', async () => {
    const { table, statements } = setUp();
    const vectors = Array.from({ length: 500 }, (_, n) => entry(`${n}`, Float32Array.of(n, 1)));
    const deletions = () => statements.filter(({ sql }) => sql.startsWith('DELETE')).length;
    await table.setMany(vectors);
    expect(deletions()).toBe(0);
    await table.setMany(vectors);
    expect(deletions()).toBe(2);
    await table.setMany(vectors);
    expect(deletions()).toBe(2);
  });
});
