import { StreamFault, StreamWatch } from './stream-watch';

const LIMITS = { firstTokenMs: 100, idleMs: 10, totalMs: 1_000 };

describe('StreamWatch', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('leaves no timer behind, and ends the request, when it is closed', () => {
    const watch = new StreamWatch(LIMITS);
    watch.pause();
    watch.resume();
    expect(jest.getTimerCount()).toBe(2);
    watch.close();
    expect(jest.getTimerCount()).toBe(0);
    expect(watch.signal.aborted).toBe(true);
    expect(watch.fault).toBeUndefined();
  });

  it('aborts with a fault when nothing began, when it is idle, and when it takes too long in all', () => {
    const silent = new StreamWatch(LIMITS);
    jest.advanceTimersByTime(99);
    expect(silent.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(silent.signal.reason).toBeInstanceOf(StreamFault);

    const idle = new StreamWatch(LIMITS);
    idle.pause();
    jest.advanceTimersByTime(500);
    expect(idle.signal.aborted).toBe(false);
    idle.resume();
    jest.advanceTimersByTime(10);
    expect(idle.fault?.message).toMatch(/in the middle/);

    const slow = new StreamWatch(LIMITS);
    slow.pause();
    jest.advanceTimersByTime(1_000);
    expect(slow.fault?.message).toMatch(/finish/);
  });

  it('is aborted with its caller', () => {
    const caller = new AbortController();
    const watch = new StreamWatch(LIMITS, caller.signal);
    caller.abort();
    expect(watch.signal.aborted).toBe(true);
    expect(watch.fault).toBeUndefined();
    watch.close();
  });
});
