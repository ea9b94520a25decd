import { createInterface } from 'node:readline';
import { DataDirHeldError, DataDirLock } from '../../../src/engines/database/data-dir-lock';

/**
 * Tries to take the lock of the folder in argv on every line `take` and releases it on `release`; answers `won`,
 * `held`, `released` or the error.
 */
async function main(dataDir: string): Promise<void> {
  let lock: DataDirLock | null = null;
  console.log('up');
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'release') {
      await lock?.release();
      lock = null;
      console.log('released');
      continue;
    }
    try {
      lock = await DataDirLock.acquire(dataDir);
      console.log('won');
    } catch (error) {
      console.log(error instanceof DataDirHeldError ? 'held' : String(error));
    }
  }
}

void main(process.argv[2] ?? '');
