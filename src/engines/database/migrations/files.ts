import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationSet } from './sets';

const SET_NAME = /^[a-z][a-z_]*$/;
const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

export interface Migration {
  /** Name of its set. */
  readonly set: string;
  /** Of the file, unique within its set. */
  readonly name: string;
  /** `set/name`, unique everywhere. */
  readonly path: string;
  readonly sql: string;
  /** Hexadecimal, of the text with line feeds only, so that a checkout on Windows is the same file. */
  readonly sha256: string;
}

/** The database could not be brought to this program's version; nothing of the named file was applied. */
export class MigrationError extends Error {
  /** @param path of a file, or the name of a set */
  constructor(path: string, problem: string, cause?: unknown) {
    super(`Migration ${path}: ${problem}`, { cause });
    this.name = 'MigrationError';
  }
}

/**
 * @returns the files of all sets, in the order in which they are applied
 * @throws {MigrationError} for a `.sql` file without a number, two with the same in one set, or a set with a wrong name
 */
export async function readMigrations(sets: readonly MigrationSet[]): Promise<Migration[]> {
  return (await Promise.all(sets.map(readSet))).flat();
}

async function readSet({ name: set, folder }: MigrationSet): Promise<Migration[]> {
  if (!SET_NAME.test(set)) throw new MigrationError(set, 'the name of a set must be like notes.');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  names.forEach((name, index) => {
    requireNumber(`${set}/${name}`, name, names[index - 1]);
  });
  return Promise.all(names.map((name) => readMigration(folder, { set, name })));
}

function requireNumber(path: string, name: string, previous: string | undefined): void {
  if (!FILE_NAME.test(name)) throw new MigrationError(path, 'the name must be like 0001_notes.sql.');
  if (previous?.slice(0, 4) !== name.slice(0, 4)) return;
  throw new MigrationError(path, `the number is taken by ${previous}; give it the next free one.`);
}

async function readMigration(
  folder: string,
  { set, name }: Pick<Migration, 'set' | 'name'>,
): Promise<Migration> {
  const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
  const sha256 = createHash('sha256').update(sql).digest('hex');
  return { set, name, path: `${set}/${name}`, sql, sha256 };
}
