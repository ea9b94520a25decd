import type { Pool, PoolClient } from 'pg';
import { Database } from '../../../src/engines/database/database';
import type { Readiness } from '../../../src/observe/health/health.schema';
import type { Answer, Person } from '../../support/app';
import { withApp } from '../../support/with-app';

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

interface Report {
  readonly status: string;
  readonly database: { readonly status: string; readonly engine: string };
  readonly freshness_problems: number;
}

const { app } = withApp({ env: { EMBEDDING_PROVIDER: 'lexical', DATABASE_POOL_SIZE: '1' } });
let anybody: Person;
beforeAll(() => {
  anybody = app.as();
});

const everyConnectionOf = (pool: Pool): Promise<PoolClient[]> =>
  Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
const sql = (text: string): Promise<unknown> => app.nest.get(Database).query({ text });
const report = (): Promise<Answer<Report>> => anybody.call<Report>('GET', '/health');
const ready = (): Promise<Answer<Readiness>> => anybody.call<Readiness>('GET', '/health/ready');
const live = (): Promise<Answer<unknown>> => anybody.call('GET', '/health/live');

describe('a healthy server', () => {
  it('tells proxies not to remember it', async () => {
    for (const path of ['/health', '/health/live', '/health/ready', '/metrics', '/metrics/cache']) {
      expect((await anybody.call('GET', path)).headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('a server whose trigger is not as it was installed', () => {
  const harms = [
    ['ALTER TABLE chunks DISABLE TRIGGER trivet_insert', 'ALTER TABLE chunks ENABLE TRIGGER trivet_insert'],
    ['ALTER TABLE notes DISABLE TRIGGER trivet_update', 'ALTER TABLE notes ENABLE TRIGGER trivet_update'],
    [
      'ALTER TABLE notes DISABLE TRIGGER trivet_truncate',
      'ALTER TABLE notes ENABLE ALWAYS TRIGGER trivet_truncate',
    ],
    [
      'DROP TRIGGER trivet_delete ON chunks',
      "SELECT trivet.watch('public.chunks', 'corpus', '{id,note_id,section,content,hash,embedding}')",
    ],
  ] as const;

  it.each(harms)(
    'is not ready after %s, names it, and is ready again when it is mended',
    async (harm, remedy) => {
      const [, trigger] = /(trivet_[a-z]+)/.exec(harm) ?? [];
      const [, table] = /(notes|chunks)/.exec(harm) ?? [];
      await sql(harm);
      const broken = await ready();
      expect(broken.status).toBe(503);
      expect(broken.headers.get('retry-after')).toBe('1');
      expect(broken.body).toEqual({
        status: 'not_ready',
        database: 'up',
        freshness: [
          { watched: `public.${table ?? ''}`, trigger, problem: expect.stringContaining('watch') as string },
        ],
      });
      expect(await report()).toMatchObject({
        status: 200,
        body: { status: 'degraded', freshness_problems: 1 },
      });
      expect((await live()).status).toBe(200);

      await sql(remedy);
      expect((await ready()).status).toBe(200);
      expect((await report()).body.status).toBe('healthy');
    },
  );
});

describe('a server whose database', () => {
  it('is busy for long is not ready within a second, and ready again as soon as it answers', async () => {
    const busy = await everyConnectionOf(app.nest.get(Database).stamps.pool);
    try {
      const startedAt = performance.now();
      expect((await ready()).body).toMatchObject({ status: 'not_ready', database: 'down' });
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      expect((await live()).status).toBe(200);
    } finally {
      for (const client of busy) client.release();
    }
    expect((await ready()).status).toBe(200);
  });

  // The embedded engine has one connection for everything.
  (databaseUrl ? it : it.skip)('is busy with searches alone is ready: stamps are read as ever', async () => {
    const busy = await everyConnectionOf(app.nest.get(Database).pool);
    try {
      expect((await ready()).body).toEqual({ status: 'ready', database: 'up', freshness: [] });
      expect((await report()).status).toBe(200);
    } finally {
      for (const client of busy) client.release();
    }
  });
});
