import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { codeOf } from './error-code';
import { pidNamespace, processStart, stillRuns } from './process-identity';

const holderShape = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  /** Null where there are none. */
  pid_namespace: z.string().nullable(),
  started_at: z.iso.datetime(),
  /** See `processStart`. */
  process_start: z.string().nullable(),
  /** Makes every lock's text unlike every other's. */
  id: z.string(),
});

/** Who holds a lock: the content of its file. */
export type LockHolder = z.infer<typeof holderShape>;

/** A living process holds the lock, or is taking it over. */
export class HeldError extends Error {
  constructor(readonly holder: LockHolder) {
    super(`held by process ${holder.pid}`);
    this.name = 'HeldError';
  }
}

export interface Claim {
  /** Made by `describeSelf`; written to the file as it is. */
  readonly content: string;
  /** How long a holder on another host may be silent; ms. */
  readonly quietMs: number;
}

/** A new lock's content: this process. */
export function describeSelf(): string {
  const self: LockHolder = {
    pid: process.pid,
    host: hostname(),
    pid_namespace: pidNamespace(),
    started_at: new Date().toISOString(),
    process_start: processStart(process.pid),
    id: randomUUID(),
  };
  return `${JSON.stringify(self)}\n`;
}

/**
 * Makes the file `path` ours, or throws. Node has no flock(2). This needs only link(2) and rename(2).
 *
 * States of the lock:
 * - free: there is no such file. A process writes its lock under another name and links it, so a lock appears whole or not at
 *   all. Linking fails when `path` exists.
 * - held: the file names a living process. The end of that process ends it.
 * - left behind: the holder is dead. Only the process that holds the lock `<path>.<hash of that very text>` may replace it.
 *   That lock is taken in the same way, so a starter that died while taking over is itself taken over. Its name binds it to
 *   the dead lock. So a slow starter cannot remove the lock of a faster one that has replaced it meanwhile.
 *
 * @throws {HeldError} when a living process has it
 */
export async function takeLock(path: string, claim: Claim): Promise<void> {
  while (!(await create(path, claim.content))) {
    const found = await read(path);
    if (found === null) continue;
    const holder = parse(found);
    if (holder && (await lives(holder, path, claim.quietMs))) throw new HeldError(holder);
    const right = `${path}.${createHash('sha256').update(found).digest('hex').slice(0, 16)}`;
    await takeLock(right, claim);
    if ((await read(path)) === found) {
      await rename(right, path);
      return;
    }
    await rm(right, { force: true });
  }
}

/** @returns false when `path` exists */
async function create(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** @returns null when there is no such file */
async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** @returns null for what no version of Trivet wrote in full, such as a file that a power cut emptied */
function parse(content: string): LockHolder | null {
  try {
    return holderShape.parse(JSON.parse(content));
  } catch {
    return null;
  }
}

/**
 * Nothing can be known from a pid of another host or container. There the file's time must stand still for `quietMs`, which
 * needs no common clock. That also tells a restarted container from a second one beside it: both call themselves pid 1.
 */
async function lives(holder: LockHolder, path: string, quietMs: number): Promise<boolean> {
  if (holder.host === hostname() && holder.pid_namespace === pidNamespace()) {
    return stillRuns(holder.pid, holder.process_start, holder.started_at);
  }
  const before = await modifiedAt(path);
  await delay(quietMs);
  return (await modifiedAt(path)) !== before;
}

/** @returns Unix ms, or null when there is no such file */
async function modifiedAt(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found && found.mtimeMs;
}
