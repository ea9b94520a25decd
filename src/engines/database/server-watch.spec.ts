import { Availability, type DatabaseChange } from './availability';
import { DatabaseUnavailableError } from './database-unavailable.error';
import { ServerWatch } from './server-watch';

const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
const never = (): Promise<never> => new Promise(() => undefined);

describe('ServerWatch', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function setUp() {
    const changes: DatabaseChange['state'][] = [];
    const probes: { readonly answer: () => void; readonly fail: (error: Error) => void }[] = [];
    let turns = 0;
    const watch = new ServerWatch({
      probe: () =>
        new Promise((answer, fail) => {
          probes.push({ answer, fail });
        }),
      turn: () => {
        turns += 1;
      },
      availability: new Availability(({ state }) => changes.push(state)),
    });
    const settle = () => jest.advanceTimersByTimeAsync(0);
    const goDown = async (): Promise<void> => {
      await watch.guard(() => Promise.reject(refused)).catch(() => undefined);
      probes.at(-1)?.fail(refused);
      await settle();
    };
    return { watch, changes, probes, settle, goDown, turns: () => turns };
  }

  it('asks nobody while work is done quickly or fails for reasons of its own', async () => {
    const { watch, probes } = setUp();
    await watch.guard(() => Promise.resolve());
    const wrong = watch.guard(() => Promise.reject(new Error('syntax error')));
    await expect(wrong).rejects.toThrow('syntax error');
    expect(probes).toHaveLength(0);
  });

  it('calls a failure an outage only when a probe fails too', async () => {
    const { watch, changes, probes, settle, goDown } = setUp();
    await expect(watch.guard(() => Promise.reject(refused))).rejects.toBe(refused);
    probes[0]?.answer();
    await settle();
    expect(changes).toEqual([]);
    await jest.advanceTimersByTimeAsync(1_000);
    await goDown();
    expect(changes).toEqual(['down']);
    expect(watch.outages).toBe(1);
  });

  it('suspects a server that hangs, and then fails everything that waits, at once', async () => {
    const { watch, probes, settle } = setUp();
    let hasEnded = 0;
    watch.onDown(() => (hasEnded += 1));
    const waiting = [watch.guard(never), watch.guard(never)].map((work) =>
      expect(work).rejects.toThrow('does not answer'),
    );
    await jest.advanceTimersByTimeAsync(200);
    expect(probes).toHaveLength(1);
    probes[0]?.fail(refused);
    await settle();
    await Promise.all(waiting);
    expect(hasEnded).toBe(1);
  });

  it('suspects it within 400 ms even if others were answered just before it began to hang', async () => {
    const { watch, probes } = setUp();
    void watch.guard(never);
    await jest.advanceTimersByTimeAsync(60);
    await watch.guard(() => Promise.resolve());
    await jest.advanceTimersByTimeAsync(150);
    expect(probes).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(190);
    expect(probes).toHaveLength(1);
  });

  it('asks a server that answers probes and nothing else a few times a second, however much fails', async () => {
    const { watch, probes } = setUp();
    for (let failure = 0; failure < 1_000; failure++) {
      await watch.guard(() => Promise.reject(refused)).catch(() => undefined);
      probes.at(-1)?.answer();
      await jest.advanceTimersByTimeAsync(1);
    }
    expect(probes.length).toBeLessThanOrEqual(7);
  });

  it('asks a server that is full a few times a second too: each probe is one connection more', async () => {
    const { watch, probes } = setUp();
    const full = Object.assign(new Error('too many clients'), { code: '53300' });
    for (let failure = 0; failure < 1_000; failure++) {
      await watch.guard(() => Promise.reject(full)).catch(() => undefined);
      probes.at(-1)?.fail(full);
      await jest.advanceTimersByTimeAsync(1);
    }
    expect(probes.length).toBeLessThanOrEqual(7);
  });

  it('believes an answer that came meanwhile more than a probe that failed', async () => {
    const { watch, changes, probes, settle } = setUp();
    void watch.guard(never);
    await jest.advanceTimersByTimeAsync(250);
    await jest.advanceTimersByTimeAsync(10);
    await watch.guard(() => Promise.resolve());
    probes[0]?.fail(refused);
    await settle();
    expect(changes).toEqual([]);
  });

  it('believes a server that it only reads, however much else it answers', async () => {
    const { watch, changes, probes, settle } = setUp();
    const onlyReads = Object.assign(new Error('a standby'), { code: '25006' });
    const answered = () => watch.guard(() => Promise.resolve());
    await answered();
    const stamps = watch.guard(() => Promise.reject(new DatabaseUnavailableError(onlyReads)));
    await expect(stamps).rejects.toThrow('a standby');
    expect(probes).toHaveLength(1);
    await answered();
    probes[0]?.fail(onlyReads);
    await settle();
    expect(changes).toEqual(['down']);
  });

  it.each([
    ['53300', 'sorry, too many clients already', []],
    ['08P01', 'no more connections allowed (max_client_conn)', []],
    ['08P01', 'client connections exceeded (max_db_client_connections)', []],
    ['08P01', 'client connections exceeded (max_user_client_connections)', []],
    ['08P01', 'server login has been failing, try again later (server_login_retry)', ['down']],
  ])(
    'takes a full server for one that lives, and no other refusal: %s %s',
    async (code, message, expected) => {
      const { watch, changes, probes, settle } = setUp();
      await watch.guard(() => Promise.reject(refused)).catch(() => undefined);
      probes[0]?.fail(Object.assign(new Error(message), { code }));
      await settle();
      expect(changes).toEqual(expected);
    },
  );

  it('refuses without trying while it is down, asks one server after the other, and is up when one answers', async () => {
    const { watch, changes, probes, settle, goDown, turns } = setUp();
    await goDown();
    const work = jest.fn(() => Promise.resolve('done'));
    await expect(watch.guard(work)).rejects.toThrow('does not answer');
    expect(work).not.toHaveBeenCalled();
    for (const failed of [1, 2]) {
      await jest.advanceTimersByTimeAsync(250);
      probes[failed]?.fail(refused);
      await settle();
    }
    expect([turns(), probes.length, changes]).toEqual([3, 3, ['down']]);
    await jest.advanceTimersByTimeAsync(250);
    probes[3]?.answer();
    await settle();
    expect(await watch.guard(work)).toBe('done');
    expect(changes).toEqual(['down', 'up']);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(probes).toHaveLength(4);
  });

  it.each([
    ['is full', Object.assign(new Error('too many clients'), { code: '53300' })],
    ['answers what it was asked before, while the probe is late', refused],
  ])('is up again when the server %s', async (_, failure) => {
    const { watch, changes, probes, settle, goDown } = setUp();
    let answer = (): void => undefined;
    const asked = watch.guard(() => new Promise<void>((resolve) => (answer = resolve)));
    const told = expect(asked).rejects.toThrow('does not answer');
    await goDown();
    await told;
    await jest.advanceTimersByTimeAsync(250);
    if (failure === refused) answer();
    await settle();
    probes.at(-1)?.fail(failure);
    await settle();
    expect(await watch.guard(() => Promise.resolve('done'))).toBe('done');
    expect(changes).toEqual(['down', 'up']);
  });

  it('asks nobody any more after it was closed', async () => {
    const { watch, probes, goDown } = setUp();
    await goDown();
    watch.close();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(probes).toHaveLength(1);
  });
});
