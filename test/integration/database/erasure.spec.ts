import { Logger } from '@nestjs/common';
import { BackgroundStores } from '../../../src/core/cache/background-stores';
import { Erasure } from '../../../src/core/cache/erasure/erasure';
import { ErasureLog } from '../../../src/core/cache/erasure/erasure-log';
import { cacheKey } from '../../../src/core/question/keys';
import { Layers } from '../../../src/core/cache/layers';
import { SharedEntries } from '../../../src/core/cache/shared/shared-entries';
import { TextForm } from '../../../src/core/cache/shared/text-form';
import type { CacheSettings } from '../../../src/core/settings';
import type { Sql } from '../../../src/core/ports/sql';
import { HandClock, settingsWith, textParts, turn, ledgerParts } from '../../support/core-fakes';
import { SharedStore } from '../../support/shared-store';
import { withDatabase } from '../../support/with-database';

const CITE = { corpus: 'w/eng', documentId: 'safe', incarnation: '' };
const key = cacheKey('answer', ['a']);

const { database } = withDatabase();
let warnings: jest.SpyInstance;
let news: jest.SpyInstance;

beforeEach(async () => {
  await database.query({ text: 'TRUNCATE trivet.erasures' });
  warnings = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
  news = jest.spyOn(Logger.prototype, 'log').mockImplementation();
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** One instance, with one layer of texts. */
function instance(store: SharedStore, cache: Partial<CacheSettings>, sql: Sql = database) {
  const { ledger, counters, gauges } = ledgerParts();
  const [clock, settings] = [new HandClock(), settingsWith(cache)];
  const remotes = new SharedEntries(store, new BackgroundStores(ledger), clock, settings);
  const layers = new Layers(settings, ledger, gauges, clock, remotes);
  const form = new TextForm({ ...textParts, quotes: true });
  const bytesOf = (text: string) => text.length;
  const layer = layers.build('l1_answer', { ttlMs: 60_000, form, bytesOf });
  const erasure = new Erasure(new ErasureLog(sql), layers, remotes, settings, ledger, clock);
  return { layer, erasure, counters, gauges };
}

const quote = { key, value: 'four, eight, fifteen', stamps: '', cites: [CITE] };

/** Long enough for what waits for nothing but promises. */
async function turns(): Promise<void> {
  for (let n = 0; n < 5; n++) await turn();
}

const askErasure = () => database.query({ text: `SELECT trivet.erase('w/eng', 'safe')` });

async function rows(where: string): Promise<number | null> {
  return (await database.query({ text: `SELECT FROM trivet.erasures WHERE ${where}` })).rowCount;
}

describe('erasure', () => {
  it('forgets from memory while the shared store is down, takes nothing, erases when it is back, and tells each once', async () => {
    const store = new SharedStore();
    const { layer, erasure, counters, gauges } = instance(store, { type: 'hybrid' });
    await layer.store([quote]);
    await askErasure();
    store.isDown = true;
    for (let round = 0; round < 3; round++) await erasure.now();
    expect(gauges.size('l1_answer').entries).toBe(0);
    expect(await rows(`erase_at = '-infinity'`)).toBe(1);
    expect(store.entries.has(key)).toBe(true);
    store.isDown = false;
    for (let round = 0; round < 3; round++) await erasure.now();
    expect(store.entries.has(key)).toBe(false);
    expect(await rows('erase_at IS NULL')).toBe(1);
    expect([warnings.mock.calls.length, news.mock.calls.length]).toEqual([1, 1]);
    expect(counters.work.erasedDocuments).toEqual({ memory: 1, shared_store: 1 });
    expect(counters.work.erasureFailures).toBe(3);
  });

  it('leaves to instances with a shared store what an instance without one cannot do', async () => {
    const { layer, erasure, gauges } = instance(new SharedStore(), { type: 'memory' });
    await layer.store([quote]);
    await askErasure();
    await erasure.now();
    expect(gauges.size('l1_answer').entries).toBe(0);
    expect(await rows(`erase_at = '-infinity'`)).toBe(1);
  });

  it('fails nobody while the database cannot be asked, and goes on from there', async () => {
    const sql = { isDown: true, query: (...args: Parameters<Sql['query']>) => database.query(...args) };
    const failing: Sql = {
      query: (statement) => (sql.isDown ? Promise.reject(new Error('down')) : sql.query(statement)) as never,
    };
    const { layer, erasure, gauges } = instance(new SharedStore(), { type: 'hybrid' }, failing);
    await layer.store([quote]);
    await askErasure();
    await erasure.now();
    expect(gauges.size('l1_answer').entries).toBe(1);
    sql.isDown = false;
    await erasure.now();
    expect(gauges.size('l1_answer').entries).toBe(0);
  });

  it('looks every five seconds, and never by itself where one process has everything', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick', 'performance'] });
    const statements: string[] = [];
    const page = { server: '1', snapshot: '1:1:', is_due: null, rows: null };
    const sql: Sql = {
      query: ({ text }) => {
        statements.push(text.trim().slice(0, 6));
        return Promise.resolve({ rows: [page] }) as never;
      },
    };
    const alone = instance(new SharedStore(), { type: 'memory', isAlone: true }, sql).erasure;
    alone.onApplicationBootstrap();
    jest.advanceTimersByTime(3_600_000);
    await turns();
    expect(statements).toEqual([]);
    const { erasure } = instance(new SharedStore(), { type: 'hybrid' }, sql);
    erasure.onApplicationBootstrap();
    await turns();
    for (let n = 0; n < 3; n++) {
      jest.advanceTimersByTime(5_000);
      await turns();
    }
    expect(statements).toEqual(['WITH n', 'DELETE', 'WITH n', 'WITH n', 'WITH n']);
    await erasure.beforeApplicationShutdown();
    expect(jest.getTimerCount()).toBe(0);
  });
});
