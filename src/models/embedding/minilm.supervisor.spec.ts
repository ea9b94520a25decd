import { Worker } from 'node:worker_threads';
import { ModelUnavailableError } from '../../core';
import { MiniLmSupervisor, type ModelState } from './minilm.supervisor';

/** Speaks the worker's language: counts characters, crashes on "crash", reports a failure on "fail". */
const SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads');
if (workerData.broken) throw new Error('no such model');
parentPort.postMessage({ kind: 'ready', modelId: workerData.modelId });
parentPort.on('message', ({ kind, id, texts }) => {
  if (kind === 'close') return parentPort.close();
  if (texts[0] === 'crash') throw new Error('native trouble');
  if (texts[0] === 'fail') return parentPort.postMessage({ kind: 'failed', id, reason: 'bad batch' });
  parentPort.postMessage({ kind: 'counts', id, counts: texts.map((text) => text.length) });
});`;

describe('MiniLmSupervisor', () => {
  let nowMs: number;
  let started: number;
  let states: ModelState['state'][];
  let next: { modelId: string; broken: boolean };
  let supervisor: MiniLmSupervisor;

  const count = (text: string): Promise<readonly number[]> =>
    supervisor.use((thread) => thread.count([text]));

  beforeEach(() => {
    nowMs = 0;
    started = 0;
    states = [];
    next = { modelId: 'm1', broken: false };
    supervisor = new MiniLmSupervisor({
      spawn: () => {
        started += 1;
        return new Worker(SCRIPT, { eval: true, workerData: next, execArgv: [] });
      },
      onStateChange: ({ state }) => states.push(state),
      now: () => nowMs,
    });
  });

  afterEach(() => supervisor.close());

  it('starts with the id that the thread reports', async () => {
    await expect(supervisor.start()).resolves.toBe('m1');
    await expect(count('four')).resolves.toEqual([4]);
    expect(states).toEqual([]);
  });

  it('fails its start with the reason of the thread', async () => {
    next = { modelId: 'm1', broken: true };
    await expect(supervisor.start()).rejects.toThrow('no such model');
  });

  it('rejects every pending call of a thread that crashes, and says once that it is down', async () => {
    await supervisor.start();
    const calls = await Promise.allSettled([count('crash'), count('a'), count('b')]);
    for (const call of calls) {
      expect(call).toMatchObject({ status: 'rejected', reason: { cause: { message: 'native trouble' } } });
    }
    await expect(count('c')).rejects.toBeInstanceOf(ModelUnavailableError);
    expect(states).toEqual(['down']);
  });

  it('starts one successor at the first calls after the back-off', async () => {
    await supervisor.start();
    await expect(count('crash')).rejects.toBeInstanceOf(ModelUnavailableError);
    nowMs = 50;
    await expect(count('a')).rejects.toMatchObject({ name: 'ModelUnavailableError', retryAfterMs: 200 });
    expect(started).toBe(1);
    nowMs = 250;
    await expect(Promise.all([count('a'), count('ab')])).resolves.toEqual([[1], [2]]);
    expect(started).toBe(2);
    expect(states).toEqual(['down', 'up']);
  });

  it('rests twice as long after each further crash, and short again after a success', async () => {
    await supervisor.start();
    const crash = async (atMs: number): Promise<number> => {
      nowMs = atMs;
      await expect(count('crash')).rejects.toBeInstanceOf(ModelUnavailableError);
      return started;
    };
    expect(await crash(0)).toBe(1);
    expect(await crash(250)).toBe(2);
    expect(await crash(250 + 499)).toBe(2);
    nowMs = 250 + 500;
    await expect(count('abc')).resolves.toEqual([3]);
    expect(await crash(1_000)).toBe(3);
    expect(await crash(1_250)).toBe(4);
  });

  it('does not go on with a model that is another one than at the start', async () => {
    await supervisor.start();
    await expect(count('crash')).rejects.toBeInstanceOf(ModelUnavailableError);
    next = { modelId: 'm2', broken: false };
    nowMs = 250;
    await expect(count('a')).rejects.toMatchObject({
      cause: { message: expect.stringContaining('files changed') as string },
    });
    expect(states).toEqual(['down']);
  });

  it('lets a failed batch fail alone', async () => {
    await supervisor.start();
    await expect(count('fail')).rejects.toMatchObject({ cause: { message: 'bad batch' } });
    await expect(count('ok')).resolves.toEqual([2]);
    expect(started).toBe(1);
  });

  it('answers what was asked before it closes, and nothing after', async () => {
    await supervisor.start();
    const pending = count('four');
    await Promise.resolve();
    await supervisor.close();
    await expect(pending).resolves.toEqual([4]);
    await expect(count('a')).rejects.toBeInstanceOf(ModelUnavailableError);
    expect(states).toEqual([]);
  });
});
