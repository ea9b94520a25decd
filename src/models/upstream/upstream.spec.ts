// eslint-disable-next-line no-restricted-syntax -- is mocked: what the code waits by
import { setTimeout as wait } from 'node:timers/promises';
import { APIError } from 'openai';
import { held, ledgerParts } from '../../../test/support/core-fakes';
import { ModelDownError, ModelUnavailableError } from '../../core';
import { Upstream, type CallTerms, type UpstreamChange } from './upstream';
import { faultOf, UpstreamFault } from './upstream-fault';

jest.mock('node:timers/promises');
const pause = jest.mocked(wait);

const BROKEN = new UpstreamFault('broken', 'HTTP 500');
const REFUSED = new UpstreamFault('refused', 'HTTP 400');
const PROBE_AFTER_MS = 1_000;

const never = new AbortController().signal;
const terms = (more: Partial<CallTerms> = {}): CallTerms => ({
  signal: never,
  deadlineAt: performance.now() + 60_000,
  ...more,
});
const busy = (retryAfterMs: number) => new UpstreamFault('busy', 'HTTP 429', { retryAfterMs });
const fails = (error: Error) => (): Promise<never> => Promise.reject(error);
const answers = (): Promise<string> => Promise.resolve('an answer');

function setUp() {
  const { ledger, counters } = ledgerParts();
  const changes: UpstreamChange[] = [];
  const upstream = new Upstream({
    name: 'language',
    ledger,
    probeAfterMs: PROBE_AFTER_MS,
    onChange: (change) => changes.push(change),
  });
  return { counters, changes, upstream };
}

/** A server that is down, as three failed calls have shown. */
async function down() {
  const world = setUp();
  for (let calls = 0; calls < 3; calls++)
    await expect(world.upstream.call(fails(new UpstreamFault('late', 'Late.')), terms())).rejects.toThrow();
  return world;
}

beforeEach(() => {
  jest.useFakeTimers({ now: 1_800_000_000_000 });
  pause.mockReset().mockResolvedValue(undefined);
});
afterEach(() => {
  jest.useRealTimers();
});

describe('Upstream, when a call fails', () => {
  it('repeats it twice at most, after growing pauses', async () => {
    const { upstream, counters } = setUp();
    const attempt = jest.fn(fails(BROKEN));
    await expect(upstream.call(attempt, terms())).rejects.toMatchObject({ cause: BROKEN });
    expect(attempt).toHaveBeenCalledTimes(3);
    const [[first = 0] = [], [second = 0] = []] = pause.mock.calls;
    expect([first >= 100 && first <= 200, second >= 200 && second <= 400]).toEqual([true, true]);
    expect(counters.upstreams.language.retries).toBe(2);
  });

  it('waits as long as it was asked to, where that ends before the deadline, else not at all', async () => {
    const { upstream } = setUp();
    const patient = jest
      .fn<Promise<string>, []>()
      .mockRejectedValueOnce(busy(5_000))
      .mockResolvedValueOnce('an answer');
    expect(await upstream.call(patient, terms())).toBe('an answer');
    expect(pause.mock.calls.map(([ms]) => ms)).toEqual([5_000]);

    const late = jest.fn(fails(busy(5_000)));
    const deadlineAt = performance.now() + 5_000;
    await expect(upstream.call(late, terms({ deadlineAt }))).rejects.toThrow(ModelUnavailableError);
    expect([late.mock.calls.length, pause.mock.calls.length]).toEqual([1, 1]);
  });

  it('repeats nothing that would fail again', async () => {
    const { upstream } = setUp();
    for (const kind of ['late', 'rubbish', 'misconfigured', 'refused'] as const) {
      const attempt = jest.fn(fails(new UpstreamFault(kind, kind)));
      await expect(setUp().upstream.call(attempt, terms())).rejects.toThrow(ModelUnavailableError);
      expect(attempt).toHaveBeenCalledTimes(1);
    }
    expect(upstream.state).toBe('up');
  });

  it('ends its pause when its caller leaves, with their reason', async () => {
    jest.useRealTimers();
    const { setTimeout: reallyWait } = jest.requireActual<{ setTimeout: typeof wait }>(
      'node:timers/promises',
    );
    const { upstream } = setUp();
    const caller = new AbortController();
    const left = new Error('left');
    pause.mockImplementation((...given) => {
      setImmediate(() => {
        caller.abort(left);
      });
      return reallyWait(...given);
    });
    const attempt = jest.fn(fails(busy(30_000)));
    await expect(upstream.call(attempt, terms({ signal: caller.signal }))).rejects.toBe(left);
    expect(attempt).toHaveBeenCalledTimes(1);
  });
});

describe('Upstream, when many calls fail', () => {
  it('calls no more and says so once, with the fault', async () => {
    const { upstream, changes, counters } = await down();
    const attempt = jest.fn(answers);
    await expect(upstream.call(attempt, terms())).rejects.toThrow(ModelDownError);
    expect(attempt).not.toHaveBeenCalled();
    expect(changes).toEqual([{ state: 'down', fault: expect.objectContaining({ kind: 'late' }) as unknown }]);
    expect(counters.upstreams.language.state).toBe('down');
  });

  it('lets one call through when its pause is over, and no other until that has ended', async () => {
    const { upstream, changes } = await down();
    jest.setSystemTime(Date.now() + 2 * PROBE_AFTER_MS);
    const { promise, resolve } = held<string>();
    const probe = upstream.call(() => promise, terms());
    expect(upstream.state).toBe('probing');
    await expect(upstream.call(answers, terms())).rejects.toThrow(ModelDownError);
    resolve('an answer');
    expect(await probe).toBe('an answer');
    expect(await upstream.call(answers, terms())).toBe('an answer');
    expect(changes.map(({ state }) => state)).toEqual(['down', 'probing', 'up']);
  });

  it.each([
    ['fails', never],
    ['was left by its caller', AbortSignal.abort(new Error('left'))],
  ])('stays down when that call %s', async (_, signal) => {
    const { upstream } = await down();
    jest.setSystemTime(Date.now() + 2 * PROBE_AFTER_MS);
    const deadlineAt = performance.now();
    await expect(upstream.call(fails(BROKEN), terms({ deadlineAt, signal }))).rejects.toThrow();
    expect(upstream.state).toBe('down');
  });

  it('is up when that call was refused for what it asked: somebody is there', async () => {
    const { upstream } = await down();
    jest.setSystemTime(Date.now() + 2 * PROBE_AFTER_MS);
    await expect(upstream.call(fails(REFUSED), terms())).rejects.toThrow(ModelUnavailableError);
    expect(upstream.state).toBe('up');
  });

  it('does not count what says nothing of the server', async () => {
    const { upstream } = setUp();
    const left = AbortSignal.abort(new Error('left'));
    for (let calls = 0; calls < 10; calls++) {
      await expect(upstream.call(fails(REFUSED), terms())).rejects.toThrow();
      await expect(upstream.call(fails(BROKEN), terms({ signal: left }))).rejects.toThrow('left');
    }
    // Refusals in a row are told, and cut nobody off.
    expect(upstream.state).toBe('refusing');
    expect(await upstream.call(answers, terms())).toBe('an answer');
    expect(upstream.state).toBe('up');
  });

  it('counts answers that broke off', async () => {
    const { upstream } = setUp();
    for (let calls = 0; calls < 2; calls++) {
      await upstream.call(answers, terms());
      expect(upstream.brokeOff(BROKEN)).toBeInstanceOf(ModelUnavailableError);
      await jest.advanceTimersByTimeAsync(0);
    }
    expect(upstream.state).toBe('down');
  });
});

describe('Upstream, when a server refuses one request after another', () => {
  const refuse = (upstream: Upstream) =>
    upstream.call(fails(REFUSED), terms()).catch((error: unknown) => error as ModelUnavailableError);

  it('tells it once, with why and what to do, goes on asking, and tells the first answer', async () => {
    const { upstream, counters, changes } = setUp();
    await refuse(upstream);
    await refuse(upstream);
    expect([upstream.state, changes]).toEqual(['up', []]);
    for (let calls = 0; calls < 20; calls++) await refuse(upstream);
    expect(changes).toEqual([{ state: 'refusing', fault: REFUSED }]);
    expect(counters.upstreams.language.state).toBe('refusing');
    expect((await refuse(upstream)).because).toMatch(/HTTP 400\. .*LLM_MODEL/);
    expect(await upstream.call(answers, terms())).toBe('an answer');
    expect(changes.at(-1)).toMatchObject({ state: 'up' });
    expect(counters.upstreams.language.state).toBe('up');
  });

  it('says nothing of a server that refuses two requests between two answers', async () => {
    const { upstream, changes } = setUp();
    for (let rounds = 0; rounds < 5; rounds++) {
      await refuse(upstream);
      await refuse(upstream);
      await upstream.call(answers, terms());
    }
    expect(changes).toEqual([]);
  });

  it('tells nobody what the server said of a request of somebody else', async () => {
    const { upstream } = setUp();
    const body = { message: 'Cannot answer Bob Kane' };
    const fault = faultOf(APIError.generate(500, { error: body }, undefined, new Headers())).toldOf(['?']);
    expect(fault.message).toContain('Bob Kane');
    for (let calls = 0; calls < 3; calls++)
      await expect(upstream.call(fails(fault), terms())).rejects.toThrow(ModelUnavailableError);
    await expect(upstream.call(answers, terms())).rejects.toMatchObject({
      because: 'The server is not asked for now. InternalServerError HTTP 500.',
    });
  });

  it('gives the fault that took a server down to each call that is not made', async () => {
    const { upstream } = await down();
    await expect(upstream.call(answers, terms())).rejects.toMatchObject({
      because: 'The server is not asked for now. Late.',
    });
  });
});
