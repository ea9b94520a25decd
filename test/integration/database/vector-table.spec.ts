import { VectorTable } from '../../../src/core/cache/l2-embedding/vector-table';
import type { Store } from '../../../src/core/cache/store/store';
import { Database } from '../../../src/engines/database/database';
import { describeStoreContract } from '../../support/core-store-contract';
import { freshDatabase, type FreshDatabase } from '../../support/engine';

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
  await database.query({ text: 'TRUNCATE trivet.vectors' });
});

describeStoreContract('The table of vectors', {
  value: (n) => Float32Array.of(n, 1),
  build: (): Store<Float32Array> => new VectorTable(database, 2),
});
