import { VectorTable } from '../../../src/core/cache/l2-embedding/vector-table';
import type { Store } from '../../../src/core/cache/store/store';
import { describeStoreContract } from '../../support/core-store-contract';
import { withDatabase } from '../../support/with-database';

const { database, rows } = withDatabase();
beforeEach(() => rows('TRUNCATE trivet.vectors'));

describeStoreContract('The table of vectors', {
  value: (n) => Float32Array.of(n, 1),
  build: (): Store<Float32Array> => new VectorTable(database, 2),
});
