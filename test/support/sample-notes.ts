import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSampleNote } from '../../src/demo/sample-note';

const FOLDER = join(__dirname, '../../sample-notes');

/** A sample note as a person would post it, and the name of its file without `.md`. */
export interface SampleFile {
  readonly file: string;
  readonly draft: ReturnType<typeof readSampleNote>;
}

export function sampleFiles(): SampleFile[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => ({
      file: name.slice(0, -'.md'.length),
      draft: readSampleNote(readFileSync(join(FOLDER, name), 'utf8')),
    }));
}
