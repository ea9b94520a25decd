import { OnceASecond, type RemoteStore } from '../../core';
import type { Database } from '../../engines/database/database';
import { HealthChecks } from './health.checks';

const FULL_SECOND_MS = 1_001;

function setUp() {
  const query = jest.fn(() => Promise.resolve({ rows: [] }));
  const ping = jest.fn(() => Promise.resolve());
  const database = { stamps: { query } } as unknown as Database;
  const remote = { ping } as Partial<RemoteStore> as RemoteStore;
  return { query, ping, checks: new HealthChecks(database, remote, new OnceASecond()) };
}

describe('health', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_800_000_000_000, doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is asked of the database and of Redis once by a hundred at once, and again a second later', async () => {
    const { query, ping, checks } = setUp();
    const ask = () =>
      Promise.all(Array.from({ length: 100 }, () => Promise.all([checks.readiness(), checks.redisPing()])));
    await ask();
    await ask();
    const [statements, pings] = [query.mock.calls.length, ping.mock.calls.length];
    expect([statements, pings]).toEqual([1, 1]);
    jest.advanceTimersByTime(FULL_SECOND_MS);
    await ask();
    expect([query.mock.calls.length, ping.mock.calls.length]).toEqual([2 * statements, 2 * pings]);
  });

  it('turns within a second of an outage, and at once when it is over', async () => {
    const { query, ping, checks } = setUp();
    const ready = async () => (await checks.readiness()).status;
    expect([await ready(), await checks.redisPing()]).toEqual(['ready', expect.any(Number)]);
    query.mockRejectedValue(new Error('away'));
    ping.mockRejectedValue(new Error('away'));
    jest.advanceTimersByTime(FULL_SECOND_MS);
    expect([await ready(), await checks.redisPing()]).toEqual(['not_ready', null]);
    query.mockResolvedValue({ rows: [] });
    ping.mockResolvedValue(undefined);
    jest.advanceTimersByTime(2);
    expect([await ready(), await checks.redisPing()]).toEqual(['ready', expect.any(Number)]);
  });
});
