import { Compactor, type CompactorChange } from './compactor';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(crowded: () => Promise<readonly string[]> = () => Promise.resolve([])) {
  const started: string[] = [];
  const ends: { readonly succeed: () => void; readonly fail: (error: Error) => void }[] = [];
  const changes: CompactorChange[] = [];
  const clock = { now: 0 };
  const compactor = new Compactor({
    compact: (corpus) =>
      new Promise((succeed, fail) => {
        started.push(corpus);
        ends.push({ succeed, fail });
      }),
    crowded,
    onChange: (change) => changes.push(change),
    now: () => clock.now,
  });
  const end = async (error?: Error): Promise<void> => {
    const last = ends.at(-1);
    if (error) last?.fail(error);
    else last?.succeed();
    await turn();
  };
  return { compactor, started, changes, clock, end };
}

describe('Compactor', () => {
  it('compacts one corpus at a time, each once however often it was offered meanwhile', async () => {
    const { compactor, started, end } = setUp();
    for (const corpus of ['a', 'b', 'a', 'b']) compactor.offer(corpus);
    expect(started).toEqual(['a']);
    await end();
    expect(started).toEqual(['a', 'b']);
    await end();
    expect(started).toEqual(['a', 'b']);
    compactor.offer('a');
    expect(started).toEqual(['a', 'b', 'a']);
  });

  it('reports a failure once and the recovery once, counts each failure, and pauses after it', async () => {
    const { compactor, started, changes, clock, end } = setUp();
    const gone = new Error('gone');
    for (const corpus of ['a', 'b']) compactor.offer(corpus);
    await end(gone);
    compactor.offer('a');
    expect(started).toEqual(['a']);
    clock.now = 5_000;
    compactor.offer('a');
    await end(gone);
    expect(changes).toEqual([{ state: 'failing', cause: gone }]);
    clock.now = 10_000;
    compactor.offer('a');
    await end();
    expect(changes).toEqual([{ state: 'failing', cause: gone }, { state: 'working' }]);
    expect(compactor.failures).toBe(2);
  });

  it('sweeps: finds what is crowded and compacts it, one corpus at a time', async () => {
    const { compactor, started, end } = setUp(() => Promise.resolve(['a', 'b']));
    compactor.sweep();
    await turn();
    expect(started).toEqual(['a']);
    await end();
    expect(started).toEqual(['a', 'b']);
    await end();
  });

  it('tells a sweep that fails like a compaction that fails', async () => {
    const gone = new Error('gone');
    const { compactor, changes } = setUp(() => Promise.reject(gone));
    compactor.sweep();
    await turn();
    expect(changes).toEqual([{ state: 'failing', cause: gone }]);
    expect(compactor.failures).toBe(1);
    await compactor.close();
  });

  it('closes when what runs has ended, drops what waits and takes nothing more', async () => {
    const { compactor, started, end } = setUp();
    compactor.offer('a');
    compactor.offer('b');
    let closed = false;
    const closing = compactor.close().then(() => (closed = true));
    compactor.offer('c');
    await turn();
    expect(closed).toBe(false);
    await end();
    await closing;
    expect(started).toEqual(['a']);
  });
});
