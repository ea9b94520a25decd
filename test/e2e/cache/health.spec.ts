import { Database } from '../../../src/engines/database/database';
import type { Readiness } from '../../../src/observe/health/health.schema';
import type { Answer } from '../../support/app';
import { problemOf } from '../../support/problem';
import { withApp } from '../../support/with-app';

interface Report {
  readonly status: string;
  readonly database: { readonly status: string; readonly engine: string };
  readonly redis_ping_ms: number | null;
  readonly freshness_problems: number;
}

const isOnRedis = process.env['TRIVET_TEST_CACHE_TYPE'] !== undefined;

const { app, me } = withApp({ env: { EMBEDDING_PROVIDER: 'lexical' } });

const report = (): Promise<Answer<Report>> => app.as().call<Report>('GET', '/health');
const ready = (): Promise<Answer<Readiness>> => app.as().call<Readiness>('GET', '/health/ready');
const live = (): Promise<Answer<unknown>> => app.as().call('GET', '/health/live');

describe('a healthy server', () => {
  it('says so, to whoever asks', async () => {
    const { status, body } = await report();
    const { redis_ping_ms, ...rest } = body;
    expect(status).toBe(200);
    expect(redis_ping_ms === null ? null : typeof redis_ping_ms).toBe(isOnRedis ? 'number' : null);
    expect(rest).toEqual({
      status: 'healthy',
      cache_available: true,
      redis: isOnRedis ? 'up' : 'none',
      redis_ping: isOnRedis ? 'OK' : null,
      database: { status: 'up', engine: app.database.url === undefined ? 'embedded' : 'postgresql' },
      freshness_problems: 0,
      embedding_model: expect.stringMatching(/^lexical/) as string,
      language_model: expect.stringMatching(/^extractive/) as string,
      rerank_model: null,
      models: { language: 'up', embedding: 'up', rerank: null },
      cache_faults: 0,
      uptime_s: expect.any(Number) as number,
    });
    expect((await ready()).body).toEqual({ status: 'ready', database: 'up', freshness: [] });
    expect([(await ready()).status, (await live()).status]).toEqual([200, 200]);
    expect((await live()).body).toEqual({ status: 'ok' });
  });
});

describe('a server whose database', () => {
  it('went away is down but alive, and answers 503 with a time to try again', async () => {
    const note = await me.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    await me.ask('When does the bakery open on Sundays?');
    await app.nest.get(Database).close();

    expect(await report()).toMatchObject({
      status: 503,
      body: { status: 'unhealthy', database: { status: 'down' } },
    });
    expect(await ready()).toMatchObject({
      status: 503,
      body: { status: 'not_ready', database: 'down', freshness: [] },
    });
    expect((await live()).status).toBe(200);
    expect((await app.as().call('GET', '/metrics')).status).toBe(200);
    expect((await me.stats()).l1_query.total_entries).toBe(1);

    const refused = [
      [await me.ask('When does the bakery open on Sundays?'), 'freshness_unknown'],
      [await me.call('GET', `/notes/${note.id}`), 'database_unavailable'],
      [await me.call('GET', '/notes'), 'database_unavailable'],
      [await me.call('POST', '/notes', { json: { title: 'x', body: 'y' } }), 'database_unavailable'],
      [await me.call('DELETE', `/notes/${note.id}`), 'database_unavailable'],
    ] as const;
    for (const [answer, code] of refused) {
      expect(problemOf(answer)).toMatchObject({ status: 503, code });
      expect(answer.headers.get('retry-after')).toBe('1');
    }
  });
});
