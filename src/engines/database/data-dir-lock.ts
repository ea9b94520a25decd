import { readFileSync, rmSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { HeldError, type LockHolder, describeSelf, takeLock } from './lock-file';

const HEARTBEAT_MS = 1_000;

/** A holder elsewhere is taken for dead when it missed this many heartbeats in a row, as the waiting process counts. */
const QUIET_MS = 5 * HEARTBEAT_MS;

/** Another process works in the data folder. */
export class DataDirHeldError extends Error {
  constructor(dataDir: string, holder: LockHolder) {
    super(
      `The data folder ${dataDir} is in use by process ${holder.pid} on ${holder.host} since ${holder.started_at}. ` +
        'Stop that process, or set DATA_DIR to another folder.',
    );
    this.name = 'DataDirHeldError';
  }
}

export interface DataDirLockOptions {
  /** How long a holder on another host may be silent; ms, default 5,000. */
  readonly quietMs?: number;
}

/**
 * Keeps a second process out of a data folder. PGlite itself would let it in, and both would overwrite each other's rows.
 * `<dataDir>/lock` names the holder, as JSON. It is removed on release and when the process exits. The lock of a killed process
 * is taken over.
 */
export class DataDirLock {
  private readonly heartbeat: NodeJS.Timeout;

  private readonly removeAtExit = (): void => {
    if (this.isOurs()) rmSync(this.path, { force: true });
  };

  private constructor(
    private readonly path: string,
    private readonly content: string,
  ) {
    this.heartbeat = setInterval(() => void this.beat(), HEARTBEAT_MS).unref();
    process.once('exit', this.removeAtExit);
  }

  /**
   * @param dataDir an existing folder, on a file system with hard links
   * @throws {DataDirHeldError} when a living process has it, also this one
   */
  static async acquire(
    dataDir: string,
    { quietMs = QUIET_MS }: DataDirLockOptions = {},
  ): Promise<DataDirLock> {
    const path = join(dataDir, 'lock');
    const content = describeSelf();
    try {
      await takeLock(path, { content, quietMs });
    } catch (error) {
      throw error instanceof HeldError ? new DataDirHeldError(dataDir, error.holder) : error;
    }
    return new DataDirLock(path, content);
  }

  /** May be called twice. */
  async release(): Promise<void> {
    clearInterval(this.heartbeat);
    process.off('exit', this.removeAtExit);
    if (this.isOurs()) await rm(this.path, { force: true });
  }

  /** Somebody may have removed the lock by hand. A later starter may then have put its own there. */
  private isOurs(): boolean {
    try {
      return readFileSync(this.path, 'utf8') === this.content;
    } catch {
      return false;
    }
  }

  /** For starters on other hosts, which cannot ask for our pid. */
  private async beat(): Promise<void> {
    const now = new Date();
    await utimes(this.path, now, now).catch(() => undefined); // Removed by hand: nothing to keep fresh.
  }
}
