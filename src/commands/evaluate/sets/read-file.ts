import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EvaluateError } from '../evaluate.error';

/** @throws {EvaluateError} where the folder of the sets has no such file */
export async function readSetFile(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    throw new EvaluateError(
      `There is no ${name} in ${folder}: name the folder that holds the sets with --data, or leave the set out with --sets.`,
      error,
    );
  }
}
