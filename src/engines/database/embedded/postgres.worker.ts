import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, protocol } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** Where the worker finds its data and where it listens; sent as `workerData`. */
export interface WorkerTask {
  readonly dataDir: string;
  readonly listen: { readonly path: string } | { readonly host: string; readonly port: number };
  readonly maxConnections: number;
}

/** What the worker tells; after `failed` it ends. `port` is null on a unix socket. Any message to it means: close. */
export type WorkerReport =
  | { readonly type: 'ready'; readonly port: number | null }
  | { readonly type: 'failed'; readonly message: string };

type Send = PGlite['execProtocolRawStream'];

/**
 * A new connection expects a new session, but PGlite has one for all. So what an earlier connection left behind is dropped
 * first: half a pipeline, an open transaction, named statements, SET. The statements are sent one by one, because DISCARD ALL
 * refuses to run together with others.
 */
const freshSession = [
  protocol.serialize.sync(),
  protocol.serialize.query('ROLLBACK'),
  protocol.serialize.query('DISCARD ALL'),
];

/** The start-up message is the only one without a type byte: it begins with its length, whose first byte is 0. */
const startsConnection = (message: Uint8Array): boolean => message[0] === 0;

async function openDatabase(dataDir: string): Promise<PGlite> {
  const folder = join(dataDir, 'postgres');
  if (!existsSync(folder)) await createDatabase(dataDir, folder);
  return PGlite.create({ dataDir: folder, extensions: { vector } });
}

/**
 * A folder whose creation was cut short cannot be opened again. So it gets its name only when it is complete. PGlite gives its
 * files mode 0666; the folder's 0700 keeps others out.
 */
async function createDatabase(dataDir: string, folder: string): Promise<void> {
  const unfinished = join(dataDir, 'postgres.new');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  const database = await PGlite.create({ dataDir: unfinished });
  await database.close();
  await rename(unfinished, folder);
}

/** The socket server waits for ever after a failed call, so a broken engine ends the worker instead. */
function guardSession(database: PGlite, onBroken: (error: unknown) => never): void {
  const send: Send = database.execProtocolRawStream.bind(database);
  database.execProtocolRawStream = async (message, options) => {
    try {
      if (startsConnection(message)) {
        for (const step of freshSession) await send(step, { onRawData: () => undefined });
      }
      await send(message, options);
    } catch (error) {
      onBroken(error);
    }
  };
}

const report = (message: WorkerReport): void => {
  parentPort?.postMessage(message);
};

/** Ends the thread, not the process. */
function fail(error: unknown): never {
  report({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

async function serve(task: WorkerTask): Promise<void> {
  const database = await openDatabase(task.dataDir);
  guardSession(database, fail);
  const { listen, maxConnections } = task;
  const server = new PGLiteSocketServer({ db: database, ...listen, maxConnections });
  await server.start();
  const close = async (): Promise<never> => {
    await server.stop();
    await database.close();
    process.exit(0);
  };
  parentPort?.once('message', () => {
    close().catch(fail);
  });
  report({ type: 'ready', port: 'path' in listen ? null : portOf(server) });
}

/** Port 0 lets the system choose; `getServerConn` then says `host:port`. */
const portOf = (server: PGLiteSocketServer): number => Number(server.getServerConn().split(':').at(-1));

serve(workerData as WorkerTask).catch(fail);
