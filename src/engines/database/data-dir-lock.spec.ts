import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { DataDirHeldError, DataDirLock } from './data-dir-lock';
import { describeSelf } from './lock-file';

describe('DataDirLock', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'trivet-test-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });
  const lockFile = (): string => join(dataDir, 'lock');
  const self = (): Record<string, unknown> => JSON.parse(describeSelf()) as Record<string, unknown>;
  const leave = (holder: Record<string, unknown>): void => {
    writeFileSync(lockFile(), JSON.stringify({ ...self(), ...holder }));
  };
  const expectTakenOver = async (options?: { quietMs: number }): Promise<void> => {
    const left = readFileSync(lockFile(), 'utf8');
    const lock = await DataDirLock.acquire(dataDir, options);
    expect(readFileSync(lockFile(), 'utf8')).not.toBe(left);
    expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({ pid: process.pid });
    expect(readdirSync(dataDir)).toEqual(['lock']);
    await lock.release();
    expect(readdirSync(dataDir)).toEqual([]);
  };
  const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

  it('names the holder, and is gone after release', async () => {
    const lock = await DataDirLock.acquire(dataDir);
    expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({
      pid: process.pid,
      host: hostname(),
      started_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    });
    await lock.release();
    await lock.release();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('tells a second start who holds the folder since when, and what to do', async () => {
    const lock = await DataDirLock.acquire(dataDir);
    const { started_at } = JSON.parse(readFileSync(lockFile(), 'utf8')) as { started_at: string };
    const second = await DataDirLock.acquire(dataDir).catch((error: unknown) => error);
    expect(second).toBeInstanceOf(DataDirHeldError);
    expect(String(second)).toContain(`in use by process ${process.pid} on ${hostname()} since ${started_at}`);
    expect(String(second)).toContain('set DATA_DIR');
    expect(readdirSync(dataDir)).toEqual(['lock']);
    await lock.release();
  });

  it('takes over from a process that is dead', async () => {
    leave({ pid: deadPid(), process_start: 'boot:1' });
    await expectTakenOver();
  });

  it('takes over from a process whose pid another one got', async () => {
    leave({ pid: process.ppid, process_start: 'boot:1' });
    await expectTakenOver();
  });

  it('takes over from an earlier process with our own pid, as every container has', async () => {
    leave({ process_start: 'boot:1' });
    await expectTakenOver();
  });

  it('knows, where processes have no start time, that a lock older than we are is not ours', async () => {
    leave({ process_start: null, started_at: '2020-01-01T00:00:00.000Z' });
    await expectTakenOver();
  });

  it.each(['', '{', '{}', 'null', '{"pid":"1"}'])('takes over what is no lock: %j', async (content) => {
    writeFileSync(lockFile(), content);
    await expectTakenOver();
  });

  it('takes over from another host that is silent', async () => {
    leave({ host: 'elsewhere' });
    await expectTakenOver({ quietMs: 20 });
  });

  it('leaves the folder to another container that gives signs of life, although its pid is ours', async () => {
    leave({ pid_namespace: 'pid:[1]', process_start: 'boot:1' });
    let beats = 0;
    const beat = setInterval(() => {
      utimesSync(lockFile(), ++beats, beats);
    }, 1);
    const second = await DataDirLock.acquire(dataDir, { quietMs: 200 }).catch((error: unknown) => error);
    clearInterval(beat);
    expect(second).toBeInstanceOf(DataDirHeldError);
    expect(beats).toBeGreaterThan(0);
  });

  it('takes over from a starter that died while it took over from a dead one', async () => {
    leave({ pid: deadPid(), process_start: 'boot:1' });
    const first = readFileSync(lockFile());
    const right = `${lockFile()}.${createHash('sha256').update(first).digest('hex').slice(0, 16)}`;
    writeFileSync(right, JSON.stringify({ ...self(), pid: deadPid(), process_start: 'boot:2' }));
    await expectTakenOver();
  });

  it('does not remove the lock of somebody who came after it was removed by hand', async () => {
    const lock = await DataDirLock.acquire(dataDir);
    leave({ pid: 1 });
    await lock.release();
    expect(readdirSync(dataDir)).toEqual(['lock']);
  });
});
