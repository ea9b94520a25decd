import { spawnSync } from 'node:child_process';
import { Test } from '@nestjs/testing';
import { ConfigModule } from '../../../src/config/config.module';
import { Database } from '../../../src/engines/database/database';
import { DatabaseModule } from '../../../src/engines/database/database.module';
import { type FreshDatabase, freshDatabase } from '../../support/engine';

const TYPESCRIPT = require.resolve('../../support/typescript.cjs');

jest.setTimeout(120_000);

describe('the database of the application', () => {
  let fresh: FreshDatabase;
  beforeEach(async () => {
    fresh = await freshDatabase();
  });
  afterEach(async () => {
    await fresh.drop();
  });

  it('is migrated when it is injected, and closed when the application is', async () => {
    const module = await Test.createTestingModule({
      imports: [await ConfigModule.forRoot({ ...fresh.env }), DatabaseModule],
    }).compile();
    const database = module.get(Database);
    expect(database.embedded).toBe(fresh.url === undefined);
    const { rows } = await database.query({
      text: 'SELECT name FROM trivet.core_migrations ORDER BY name LIMIT 1',
    });
    expect(rows).toEqual([{ name: '0001_trivet.sql' }]);
    await module.close();
    expect(database.pool.ended).toBe(true);
    await (await Database.open(fresh)).close(); // The folder is free again.
  });
});

describe('npm run db:migrate', () => {
  const run = (env: Readonly<Record<string, string>>) => {
    const main = require.resolve('../../../src/commands/migrate.main');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', TYPESCRIPT, main], {
      env: { PATH: process.env.PATH, ...env },
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  it('says what it did and exits with 0', async () => {
    const fresh = await freshDatabase();
    const nothingToDo = { status: 0, stdout: 'Nothing to apply: the database is up to date.\n', stderr: '' };
    expect(run(fresh.env)).toEqual(nothingToDo);
    await fresh.drop();
  });

  it('says why it could not and exits with 1', () => {
    expect(run({ DATABASE_URL: 'postgresql://127.0.0.1:1/nothing' })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'The database does not answer: connect ECONNREFUSED 127.0.0.1:1\n',
    });
  });
});
