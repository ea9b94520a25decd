import { mkdir } from 'node:fs/promises';
import type { ClientConfig } from 'pg';
import { DataDirLock } from '../data-dir-lock';
import { type BrokenListener, PostgresThread } from './postgres-thread';
import { SocketFolder } from './socket-folder';

export interface EmbeddedPostgresOptions {
  /** Created with mode 0700 when missing; the rows are in its folder `postgres`. */
  readonly dataDir: string;
  /** Connections that may be open at once. Default 20. */
  readonly maxConnections?: number;
  /** Told once when the engine breaks after it started: nothing answers until the process is started again. */
  readonly onBroken?: BrokenListener;
}

const LOOPBACK = '127.0.0.1';

/**
 * PostgreSQL inside this process: PGlite in a worker thread, so that a long scan does not stop the event loop. It stands behind
 * a socket, so that `pg` is the only driver.
 *
 * Rows survive kill −9 of the process: what it wrote is in the system's page cache. They do not survive a power cut, because
 * PGlite never calls fsync.
 *
 * All connections share one session. A transaction makes the others wait, and SET is seen by all. Advisory locks exclude nobody,
 * and LISTEN hears nothing. A new connection resets the session. So a pool on it has one connection.
 */
export class EmbeddedPostgres {
  private closing: Promise<void> | undefined;

  private constructor(
    /** For `pg`: a unix socket in a folder that only this user may enter; 127.0.0.1 for everybody on Windows. */
    readonly connection: ClientConfig,
    private readonly thread: PostgresThread,
    private readonly release: () => Promise<void>,
  ) {}

  /**
   * Opens the database (about 0.6 s) or creates it (about 5 s).
   * @throws {DataDirHeldError} when another process has the folder
   * @throws {EmbeddedPostgresError} when the engine does not start
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
    const lock = await DataDirLock.acquire(options.dataDir);
    try {
      return await EmbeddedPostgres.startLocked(options, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  private static async startLocked(
    { dataDir, maxConnections = 20, onBroken = () => undefined }: EmbeddedPostgresOptions,
    lock: DataDirLock,
  ): Promise<EmbeddedPostgres> {
    const folder = process.platform === 'win32' ? null : new SocketFolder();
    const listen = folder ? { path: folder.socket } : { host: LOOPBACK, port: 0 };
    try {
      const thread = await PostgresThread.start({ dataDir, listen, maxConnections }, onBroken);
      const address = folder
        ? { host: folder.path, port: folder.port }
        : { host: LOOPBACK, port: thread.port ?? 0 };
      const connection = { ...address, user: 'postgres', database: 'postgres' };
      return new EmbeddedPostgres(connection, thread, async () => {
        folder?.remove();
        await lock.release();
      });
    } catch (error) {
      folder?.remove();
      throw error;
    }
  }

  /** Ends open connections, flushes, and gives the folder back. May be called twice. */
  close(): Promise<void> {
    this.closing ??= this.thread.close().finally(this.release);
    return this.closing;
  }
}
