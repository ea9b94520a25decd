import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A question of a labelled set. */
export interface Labelled {
  readonly text: string;
  /** Two questions have the same answer if and only if they have the same class. */
  readonly answerClass: string;
  /** Two questions of one template with two classes differ in a slot: a number, a name, a time. */
  readonly template: string;
}

/** A set, with the passages that its questions are asked over; without any where it has none. */
export interface LabelledSet {
  readonly name: string;
  readonly questions: readonly Labelled[];
  readonly passages: readonly string[];
}

export const SETS: Readonly<Record<string, (folder: string) => Promise<LabelledSet>>> = {
  advising_slots: advisingSlots,
  banking77,
  xquad,
  driftbench,
};

async function advisingSlots(folder: string): Promise<LabelledSet> {
  const lines = (await readFile(join(folder, 'advising_slots/expanded.jsonl'), 'utf8')).trim().split('\n');
  const questions = lines.map((line) => {
    const { text, answer_class, template_id } = JSON.parse(line) as Record<string, string>;
    return { text: text ?? '', answerClass: answer_class ?? '', template: template_id ?? '' };
  });
  return { name: 'advising_slots', questions, passages: [] };
}

async function banking77(folder: string): Promise<LabelledSet> {
  const files = await Promise.all(
    ['train', 'test'].map((name) => readFile(join(folder, `banking77/${name}.csv`), 'utf8')),
  );
  const questions = files.flatMap(rowsOf).map(([text = '', category = '']) => ({
    text,
    answerClass: category,
    template: category,
  }));
  return { name: 'banking77', questions, passages: [] };
}

/** The first line names the columns. A quoted field may hold commas, line breaks and doubled quotes. */
function rowsOf(csv: string): string[][] {
  const rows = Array.from(
    csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*)),([^\n]*)\n/g),
    ([, quoted, plain, last]) => [(quoted?.replaceAll('""', '"') ?? plain ?? '').trim(), (last ?? '').trim()],
  );
  return rows.slice(1);
}

interface Squad {
  readonly data: readonly {
    readonly paragraphs: readonly {
      readonly context: string;
      readonly qas: readonly {
        readonly question: string;
        readonly answers: readonly { readonly text: string }[];
      }[];
    }[];
  }[];
}

/** Two questions are answered alike where the same words of the same paragraph answer both. */
async function xquad(folder: string): Promise<LabelledSet> {
  const { data } = JSON.parse(await readFile(join(folder, 'xquad/xquad.en.json'), 'utf8')) as Squad;
  const paragraphs = data.flatMap((article) => article.paragraphs);
  const questions = paragraphs.flatMap(({ qas }, at) =>
    qas.map(({ question, answers }) => ({
      text: question,
      answerClass: `${at}: ${answers[0]?.text.toLowerCase() ?? ''}`,
      template: `paragraph ${at}`,
    })),
  );
  return { name: 'xquad', questions, passages: paragraphs.map(({ context }) => context) };
}

async function driftbench(folder: string): Promise<LabelledSet> {
  const { tasks } = JSON.parse(
    await readFile(join(folder, 'driftbench/driftbench_combined.json'), 'utf8'),
  ) as { tasks: readonly { question: string; answer_v1: string; evidence_v1: string }[] };
  const questions = tasks.map(({ question, answer_v1, evidence_v1 }) => ({
    text: question,
    answerClass: `${evidence_v1}: ${answer_v1}`,
    template: evidence_v1,
  }));
  return {
    name: 'driftbench',
    questions,
    passages: [...new Set(tasks.map(({ evidence_v1 }) => evidence_v1))],
  };
}
