import type { LabelledSet } from './labelled-set';
import { readSetFile } from './read-file';

/** Casanueva et al. 2020: 77 close intents of a bank's customers. The intent is the class of the answer. */
export async function banking77(folder: string): Promise<LabelledSet> {
  const files = await Promise.all(
    ['train', 'test'].map((name) => readSetFile(folder, `banking77/${name}.csv`)),
  );
  const questions = files.flatMap(rowsOf).map(([text = '', category = '']) => ({
    text,
    answerClass: category,
    template: category,
  }));
  return { name: 'banking77', questions, notes: [] };
}

/** The first line names the columns. A quoted field may hold commas, line breaks and doubled quotes. */
function rowsOf(csv: string): string[][] {
  const rows = Array.from(
    csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*)),([^\n]*)\n/g),
    ([, quoted, plain, last]) => [(quoted?.replaceAll('""', '"') ?? plain ?? '').trim(), (last ?? '').trim()],
  );
  return rows.slice(1);
}
