import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { AnswerJudge } from '../../core';
import { EvaluateError } from './evaluate.error';
import type { LogSource } from './evaluate-options';
import type { Ground } from './ground';
import { isJudgedWrong } from './judge-error';
import type { Gates } from './policies';
import type { NoteText } from './product';
import type { LabelledSet } from './sets/labelled-set';

/** Questions that people asked, in the order in which they did, and the notes that they are asked over. */
export async function ownLog({ log, notes }: LogSource): Promise<LabelledSet> {
  const questions = questionsOf(await textOf(log, '--log'), log);
  if (questions.length === 0) throw new EvaluateError(`There is no question in ${log}: write one per line.`);
  return {
    name: 'log',
    questions: questions.map((text) => ({ text })),
    notes: await notesIn(notes),
    isOrdered: true,
  };
}

const row = z.union([z.string(), z.object({ question: z.string() }), z.object({ query: z.string() })]);

/** One a line; in JSON Lines a text, or an object with `question` or `query`. */
function questionsOf(text: string, file: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (!file.endsWith('.jsonl')) return lines.map((line) => line.trim());
  return lines.map((line, at) => {
    const read = row.safeParse(jsonOf(line));
    if (!read.success)
      throw new EvaluateError(
        `Line ${at + 1} of ${file} is no JSON text and no object with "question" or "query".`,
      );
    if (typeof read.data === 'string') return read.data;
    return 'question' in read.data ? read.data.question : read.data.query;
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Markdown and text files of a folder and those below it. */
async function notesIn(folder: string): Promise<NoteText[]> {
  const isFolder = await stat(folder)
    .then((found) => found.isDirectory())
    .catch(() => false);
  if (!isFolder)
    throw new EvaluateError(`${folder} is no folder: name the one that holds your notes with --notes.`);
  const files = (await readdir(folder, { recursive: true }))
    .filter((name) => /\.(md|markdown|txt)$/i.test(name))
    .sort();
  if (files.length === 0) throw new EvaluateError(`There is no .md, .markdown or .txt file in ${folder}.`);
  return Promise.all(files.map((name) => noteOf(join(folder, name))));
}

async function noteOf(file: string): Promise<NoteText> {
  const body = await textOf(file, '--notes');
  const title = /^#\s+(.+)$/m.exec(body)?.[1] ?? basename(file).replace(/\.\w+$/, '');
  return { title: title.trim(), body };
}

async function textOf(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new EvaluateError(`${file} cannot be read: check what ${option} names.`, error);
  }
}

/** @returns the ground with verdicts of a judge on every eligible pair, in place of labels */
export async function judged(
  ground: Ground,
  { judge, gates, threshold }: { judge: AnswerJudge; gates: Gates; threshold: number },
): Promise<Ground> {
  const isEligible = gates.from(threshold);
  const wrong = new Set<string>();
  for (const [question, near] of ground.neighbours.entries()) {
    for (const { at: candidate, similarity } of near) {
      const pair = { question, candidate, similarity };
      if (candidate >= question || isEligible(pair) !== null) continue;
      if (await isJudgedWrong(ground, judge, pair)) wrong.add(`${question} ${candidate}`);
    }
  }
  return { ...ground, isWrong: ({ question, candidate }) => wrong.has(`${question} ${candidate}`) };
}
