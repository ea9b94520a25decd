import { StreamWatch } from './stream-watch';
import { UpstreamFault } from '../upstream/upstream-fault';

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
    expect(watch.signal.reason).not.toBeInstanceOf(UpstreamFault);
  });

  it('aborts with a fault when nothing began, when it is idle, and when it takes too long in all', () => {
    const silent = new StreamWatch(LIMITS);
    jest.advanceTimersByTime(99);
    expect(silent.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(silent.signal.reason).toBeInstanceOf(UpstreamFault);

    const idle = new StreamWatch(LIMITS);
    idle.pause();
    jest.advanceTimersByTime(500);
    expect(idle.signal.aborted).toBe(false);
    idle.resume();
    jest.advanceTimersByTime(10);
    expect(idle.signal.reason).toMatchObject({ message: expect.stringMatching(/in the middle/) as string });

    const slow = new StreamWatch(LIMITS);
    slow.pause();
    jest.advanceTimersByTime(1_000);
    expect(slow.signal.reason).toMatchObject({ message: expect.stringMatching(/finish/) as string });
  });

  it('gives what comes behind a whole answer 500 ms together, unless it goes on after all', () => {
    const watch = new StreamWatch({ ...LIMITS, totalMs: 60_000 });
    watch.pause();
    watch.expectEnd(true);
    jest.advanceTimersByTime(400);
    watch.expectEnd(false);
    jest.advanceTimersByTime(1_000);
    watch.expectEnd(true);
    jest.advanceTimersByTime(400);
    watch.expectEnd(true);
    expect(watch.signal.aborted).toBe(false);
    jest.advanceTimersByTime(100);
    expect(watch.signal.reason).toBeInstanceOf(UpstreamFault);
    watch.close();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is aborted with its caller', () => {
    const caller = new AbortController();
    const watch = new StreamWatch(LIMITS, caller.signal);
    caller.abort();
    expect(watch.signal.aborted).toBe(true);
    expect(watch.signal.reason).toBe(caller.signal.reason);
    watch.close();
  });
});
