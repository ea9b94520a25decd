import { DEFAULT_SETTINGS } from '../settings';
import { StampReader, type StampReaderOptions } from './stamp-reader';
import type { StampRow } from './stamp-query';
import { StampsUnavailableError, type StampsUnavailableReason } from './stamps-unavailable.error';

const stampOf = (digit: string): string => digit.repeat(32);
const row = (corpus: string, digit: string, marks = 1): StampRow => ({
  corpus,
  stamp: stampOf(digit),
  marks,
});

/** A query under way, which the test ends. */
interface Sent {
  readonly corpora: readonly string[];
  readonly answer: (...rows: StampRow[]) => void;
  readonly fail: (error: Error) => void;
}

function setUp(options: Partial<StampReaderOptions> = {}) {
  const sent: Sent[] = [];
  const query = (corpora: readonly string[]): Promise<readonly StampRow[]> =>
    new Promise((resolve, reject) => {
      const answer = (...rows: StampRow[]): void => {
        resolve([row('*', 'e'), ...rows]);
      };
      sent.push({ corpora, answer, fail: reject });
    });
  const nth = (index: number): Sent => {
    const found = sent[index];
    if (!found) throw new Error(`Only ${sent.length} queries were sent.`);
    return found;
  };
  return { reader: new StampReader({ ...DEFAULT_SETTINGS.freshness, query, ...options }), sent, nth };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const unavailable = (reason: StampsUnavailableReason): StampsUnavailableError =>
  new StampsUnavailableError(reason);

describe('StampReader', () => {
  it('sends one query for all that arrive in one turn and gives each the stamps of its own corpora', async () => {
    const { reader, sent, nth } = setUp();
    const reads = [reader.read(['a', 'b']), reader.read(['b']), reader.read(['unwritten'])];
    await turn();
    expect(sent.map(({ corpora }) => corpora)).toEqual([['a', 'b', 'unwritten']]);
    nth(0).answer(row('a', '1'), row('b', '2'));
    expect(await Promise.all(reads)).toEqual([
      { scope: ['a', 'b'], stamps: stampOf('e') + stampOf('1') + stampOf('2') },
      { scope: ['b'], stamps: stampOf('e') + stampOf('2') },
      { scope: [], stamps: stampOf('e') },
    ]);
  });

  it('lets nobody join a batch that was sent before they arrived, and sends the next when it is answered', async () => {
    const { reader, sent, nth } = setUp();
    const early = reader.read(['a']);
    await turn();
    const late = [reader.read(['a']), reader.read(['b'])];
    await turn();
    expect(sent).toHaveLength(1);
    nth(0).answer(row('a', '1'));
    expect((await early).stamps).toBe(stampOf('e') + stampOf('1'));
    await turn();
    expect(sent.map(({ corpora }) => corpora)).toEqual([['a'], ['a', 'b']]);
    nth(1).answer(row('a', '2'));
    expect((await Promise.all(late)).map(({ stamps }) => stamps)).toEqual([
      stampOf('e') + stampOf('2'),
      stampOf('e'),
    ]);
  });

  it('fails only the members of the batch that failed, and says why', async () => {
    const { reader, nth } = setUp();
    const first = expect(reader.read(['a'])).rejects.toMatchObject({
      reason: 'failed',
      cause: new Error('gone'),
    });
    await turn();
    const second = reader.read(['a']);
    nth(0).fail(new Error('gone'));
    await first;
    await turn();
    nth(1).answer(row('a', '1'));
    expect((await second).scope).toEqual(['a']);
  });

  it('treats a query that throws at once like one that fails', async () => {
    const query = (): never => {
      throw new Error('the pool has ended');
    };
    await expect(new StampReader({ ...DEFAULT_SETTINGS.freshness, query }).read(['a'])).rejects.toEqual(
      unavailable('failed'),
    );
  });

  it('refuses stamps without an epoch', async () => {
    const reader = new StampReader({
      ...DEFAULT_SETTINGS.freshness,
      query: () => Promise.resolve([row('a', '1')]),
    });
    await expect(reader.read(['a'])).rejects.toEqual(unavailable('no_epoch'));
  });

  it('knows the snapshot it read last, for as long as it was told to, and only of the same corpora', async () => {
    let now = 0;
    const { reader, nth } = setUp({ staleIfErrorMs: 1_000, now: () => now });
    const reads = [reader.read(['a'])];
    await turn();
    now = 10;
    nth(0).answer(row('a', '1'));
    const [snapshot] = await Promise.all(reads);
    now = 999;
    expect(reader.known(['a'])).toEqual({ snapshot, ageMs: 999 });
    expect([reader.known(['b']), reader.known(['a', 'b'])]).toEqual([undefined, undefined]);
    now = 1_000;
    expect(reader.known(['a'])).toBeUndefined();
  });

  it('uses again nothing that was read before it was told to forget, and nothing whose read was then under way', async () => {
    const { reader, nth } = setUp({ staleIfErrorMs: 1_000, maxAgeMs: 1_000, now: () => now });
    let now = 0;
    const before = reader.read(['a']);
    await turn();
    nth(0).answer(row('a', '1'));
    await before;
    const underWay = reader.read(['b']);
    await turn();
    now = 1;
    reader.forget();
    nth(1).answer(row('b', '1'));
    await underWay;
    expect([reader.known(['a']), reader.known(['b'])]).toEqual([undefined, undefined]);
    const again = reader.read(['a']);
    await turn();
    nth(2).answer(row('a', '2'));
    expect((await again).stamps).toContain('2');
    expect(reader.known(['a'])).toBeDefined();
  });

  it('knows nothing that it cannot read, unless it was told to', async () => {
    const { reader, nth } = setUp();
    const read = reader.read(['a']);
    await turn();
    nth(0).answer(row('a', '1'));
    await read;
    expect(reader.known(['a'])).toBeUndefined();
  });

  it('keeps an id that PostgreSQL cannot hold from failing the batch for others', async () => {
    const { reader, nth } = setUp();
    const reads = [reader.read(['a\0']), reader.read(['a'])];
    await turn();
    expect(nth(0).corpora).toEqual(['a']);
    nth(0).answer(row('a', '1'));
    expect((await Promise.all(reads)).map(({ scope }) => scope)).toEqual([[], ['a']]);
  });

  it('turns away who finds too many waiting, and takes them again when those are served', async () => {
    const { reader, nth } = setUp({ maxWaiting: 2 });
    const first = reader.read(['a']);
    await turn();
    const second = reader.read(['a']);
    await expect(reader.read(['a'])).rejects.toEqual(unavailable('overloaded'));
    nth(0).answer();
    await first;
    await turn();
    nth(1).answer();
    await second;
    await turn();
    const third = reader.read(['a']);
    await turn();
    nth(2).answer(row('a', '1'));
    expect((await third).scope).toEqual(['a']);
  });

  it('names every corpus with more than 64 marks', async () => {
    const crowded: string[] = [];
    const { reader, nth } = setUp({ onCrowded: (corpus) => crowded.push(corpus) });
    const read = reader.read(['full', 'crowded']);
    await turn();
    nth(0).answer(row('full', '1', 64), row('crowded', '2', 65));
    await read;
    await turn();
    expect(crowded).toEqual(['crowded']);
  });
});

describe('StampReader, when the deadline passes', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'performance'] }));
  afterEach(() => jest.useRealTimers());

  it('fails the members of that batch, sends the next, and ignores what comes too late', async () => {
    const { reader, sent, nth } = setUp({ deadlineMs: 200 });
    const first = expect(reader.read(['a'])).rejects.toEqual(unavailable('late'));
    await turn();
    const second = reader.read(['a']);
    jest.advanceTimersByTime(199);
    await turn();
    expect(sent).toHaveLength(1);
    jest.advanceTimersByTime(1);
    await first;
    await turn();
    nth(0).answer(row('a', '1'));
    nth(1).answer(row('a', '2'));
    expect((await second).stamps).toBe(stampOf('e') + stampOf('2'));
  });

  it('leaves no timer behind', async () => {
    const { reader, nth } = setUp();
    const read = reader.read(['a']);
    await turn();
    expect(jest.getTimerCount()).toBe(1);
    nth(0).answer();
    await read;
    await turn();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('StampReader with FRESHNESS_MAX_AGE_MS', () => {
  it('reuses a snapshot only while the read is younger than that, counted from when it was sent', async () => {
    let now = 1_000;
    const { reader, sent, nth } = setUp({ maxAgeMs: 100, now: () => now });
    const first = reader.read(['a']);
    await turn();
    now = 1_060; // The answer took 60 ms.
    nth(0).answer(row('a', '1'));
    await first;
    now = 1_099;
    expect(await reader.read(['a'])).toEqual(await first);
    expect(sent).toHaveLength(1);
    now = 1_100;
    const second = reader.read(['a']);
    await turn();
    nth(1).answer(row('a', '2'));
    expect((await second).stamps).toBe(stampOf('e') + stampOf('2'));
  });

  it('reuses nothing for other corpora, nor anything by default', async () => {
    for (const maxAgeMs of [100, undefined]) {
      const { reader, sent, nth } = setUp({ maxAgeMs, now: () => 0 });
      const first = reader.read(['a']);
      await turn();
      nth(0).answer(row('a', '1'));
      await first;
      await turn();
      const second = reader.read(maxAgeMs === undefined ? ['a'] : ['a', 'b']);
      await turn();
      expect(sent).toHaveLength(2);
      nth(1).answer();
      await second;
    }
  });
});
