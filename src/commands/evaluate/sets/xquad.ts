import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EvaluateError } from '../evaluate.error';
import type { Labelled, LabelledSet } from './labelled-set';
import { readSetFile } from './read-file';

const squad = z.object({
  data: z.array(
    z.object({
      title: z.string(),
      paragraphs: z.array(
        z.object({
          context: z.string(),
          qas: z.array(
            z.object({
              id: z.string(),
              question: z.string(),
              answers: z.array(z.object({ text: z.string() })),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** 204 of XQuAD's questions in three other wordings each, written by hand before anything was measured on them. */
const REWORDINGS = join(__dirname, '../../../../bench/sets/xquad-rewordings.txt');

/** Artetxe et al., ACL 2020. Two questions are answered alike where the same words of the same paragraph answer both. */
export async function xquad(folder: string): Promise<LabelledSet> {
  const { questions, notes } = await readXquad(folder);
  return { name: 'xquad', questions, notes };
}

/** XQuAD's questions, and then those of {@link REWORDINGS}. */
export async function xquadRewordings(folder: string): Promise<LabelledSet> {
  const { questions, notes } = await readXquad(folder);
  const byId = new Map(questions.map((question) => [question.id, question]));
  const reworded = (await rewordingLines()).flatMap(([id = '', half, ...wordings]) => {
    const of = byId.get(id);
    if (!of) return [];
    const rewording = half === 'A' ? 'A' : 'B';
    return wordings.map((text): Labelled => ({
      text,
      rewording,
      answerClass: of.answerClass,
      template: of.template,
    }));
  });
  const all = [...questions, ...reworded];
  return { name: 'xquad_rewordings', questions: all, notes };
}

async function readXquad(folder: string) {
  const { data } = squad.parse(JSON.parse(await readSetFile(folder, 'xquad/xquad.en.json')));
  const paragraphs = data.flatMap(({ title, paragraphs: own }) =>
    own.map(({ context, qas }) => ({ title: title.replaceAll('_', ' '), context, qas })),
  );
  const questions = paragraphs.flatMap(({ qas }, at) =>
    qas.map(({ id, question, answers }) => ({
      id,
      text: question,
      answerClass: `${at}: ${answers[0]?.text.toLowerCase() ?? ''}`,
      template: `paragraph ${at}`,
    })),
  );
  return { questions, notes: paragraphs.map(({ title, context }) => ({ title, body: context })) };
}

async function rewordingLines(): Promise<string[][]> {
  const text = await readFile(REWORDINGS, 'utf8').catch((error: unknown) => {
    throw new EvaluateError(
      'The file of rewordings is not installed: run the command in a clone of the repository.',
      error,
    );
  });
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('|'));
}
