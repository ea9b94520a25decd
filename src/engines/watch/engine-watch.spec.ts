import { EngineWatch, type EngineChange, type EngineWatchOptions, type Reach } from './engine-watch';

const gone = new Error('gone');

describe('EngineWatch', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function setUp(options: Partial<EngineWatchOptions> = {}) {
    const changes: EngineChange[] = [];
    const probes: { readonly answer: (reach?: Reach) => void; readonly fail: (error: Error) => void }[] = [];
    const watch = new EngineWatch({
      probe: () =>
        new Promise((resolve, fail) => {
          probes.push({
            answer: (reach = 'whole') => {
              resolve(reach);
            },
            fail,
          });
        }),
      refusesWhenSuspected: true,
      answersInARow: 1,
      onChange: (change) => changes.push(change),
      ...options,
    });
    const last = () => probes.at(-1);
    const settle = () => jest.advanceTimersByTimeAsync(0);
    return { watch, changes, probes, last, settle, states: () => changes.map(({ state }) => state) };
  }

  it('is up until something makes it suspected, and one probe finds out', async () => {
    const { watch, probes } = setUp();
    await jest.advanceTimersByTimeAsync(1_000);
    expect([watch.refuses, probes.length]).toEqual([false, 0]);
    watch.suspect();
    watch.suspect();
    expect([watch.refuses, probes.length]).toEqual([true, 1]);
  });

  it('goes on while it is suspected, where nobody else could do the work', () => {
    const { watch } = setUp({ refusesWhenSuspected: false });
    watch.suspect();
    expect(watch.refuses).toBe(false);
  });

  it('tells nothing of a suspicion that was wrong, and believes it only after enough answers', async () => {
    const { watch, last, settle, probes, changes } = setUp({ answersInARow: 2 });
    watch.suspect();
    last()?.answer();
    await settle();
    expect(watch.refuses).toBe(true);
    await jest.advanceTimersByTimeAsync(50);
    last()?.answer();
    await settle();
    expect([watch.refuses, probes.length, changes]).toEqual([false, 2, []]);
  });

  it('is down when a probe fails, tells why it was suspected, and comes back by itself', async () => {
    const { watch, last, settle, probes, changes } = setUp();
    watch.suspect(gone);
    last()?.fail(new Error('no answer to a ping'));
    await settle();
    expect(changes).toEqual([{ state: 'down', error: gone }]);
    for (let failed = 0; failed < 3; failed++) {
      await jest.advanceTimersByTimeAsync(250);
      last()?.fail(gone);
      await settle();
    }
    await jest.advanceTimersByTimeAsync(250);
    last()?.answer();
    await settle();
    expect([watch.refuses, probes.length]).toEqual([false, 5]);
    expect(changes.slice(1)).toEqual([{ state: 'up' }]);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(probes).toHaveLength(5);
  });

  it('goes on with a part, looks for the rest, and is suspected or down as the whole would be', async () => {
    const { watch, last, settle, states } = setUp();
    watch.look();
    await jest.advanceTimersByTimeAsync(250);
    last()?.answer('part');
    await settle();
    expect([watch.refuses, states()]).toEqual([false, ['part']]);
    watch.suspect(gone);
    expect(watch.refuses).toBe(true);
    last()?.answer('part');
    await settle();
    expect([watch.refuses, states()]).toEqual([false, ['part']]);
    await jest.advanceTimersByTimeAsync(250);
    last()?.fail(gone);
    await settle();
    expect([watch.refuses, states()]).toEqual([true, ['part', 'down']]);
    await jest.advanceTimersByTimeAsync(250);
    last()?.answer();
    await settle();
    expect(states()).toEqual(['part', 'down', 'up']);
  });

  it('tells at once of a part that a probe finds away, and goes on only after enough answers', async () => {
    const { watch, last, settle, states } = setUp({ answersInARow: 2 });
    watch.suspect();
    last()?.answer('part');
    await settle();
    expect([watch.refuses, states()]).toEqual([true, ['part']]);
    await jest.advanceTimersByTimeAsync(50);
    last()?.answer();
    await settle();
    expect([watch.refuses, states()]).toEqual([false, ['part', 'up']]);
  });

  it('sends and tells nothing more when it was closed, and refuses', async () => {
    const { watch, last, settle, probes, changes } = setUp();
    watch.suspect(gone);
    watch.close();
    last()?.fail(gone);
    await settle();
    watch.suspect();
    watch.look();
    await jest.advanceTimersByTimeAsync(1_000);
    expect([watch.refuses, probes.length, changes]).toEqual([true, 1, []]);
  });
});
