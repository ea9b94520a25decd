import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Database } from '../../../src/engines/database/database';

/** Rows of one transaction. */
const BATCH = 3;

/**
 * Says `up`, waits for a line, opens the embedded database in argv, says which rows it has (JSON: id → batch), and
 * then writes until it is killed: single rows and transactions in turn, saying the last id of each when it is
 * acknowledged.
 */
async function main(dataDir: string): Promise<void> {
  console.log('up');
  await once(createInterface({ input: process.stdin }), 'line');
  const database = await Database.open({ dataDir });
  await database.query({
    text: 'CREATE TABLE IF NOT EXISTS written (id int PRIMARY KEY, batch int, filler text)',
  });
  const { rows } = await database.query<Row>({ text: 'SELECT id, batch FROM written ORDER BY id' });
  console.log(JSON.stringify(rows.map(({ id, batch }) => [id, batch])));
  for (let id = (rows.at(-1)?.id ?? 0) + 1; ; id += 1 + BATCH) {
    await database.query(insert(id, null));
    console.log(id);
    await database.transaction(async (client) => {
      for (let row = 1; row <= BATCH; row++) await client.query(insert(id + row, id));
    });
    console.log(id + BATCH);
  }
}

interface Row {
  readonly id: number;
  readonly batch: number | null;
}

const insert = (id: number, batch: number | null) => ({
  name: 'insert',
  text: "INSERT INTO written VALUES ($1, $2, repeat('x', 1000))",
  values: [id, batch],
});

void main(process.argv[2] ?? '');
