import { z } from 'zod';
import type { NoteText } from '../product';
import type { LabelledSet } from './labelled-set';
import { readSetFile } from './read-file';

const tasks = z.object({
  tasks: z.array(
    z.object({
      question: z.string(),
      evidence_v1: z.string(),
      evidence_v2: z.string(),
    }),
  ),
});
const corpus = z.record(z.string(), z.string());

/** A question whose answer is another one in the second version of the notes. */
export interface Drifting {
  readonly question: string;
  /** Stands in the notes of one version alone. */
  readonly first: string;
  readonly second: string;
}

export interface Drift {
  readonly tasks: readonly Drifting[];
  readonly first: readonly NoteText[];
  readonly second: readonly NoteText[];
}

/** Sinha 2025: questions over the documents of two versions of a library. */
export async function readDrift(folder: string): Promise<Drift> {
  const read = tasks.parse(JSON.parse(await readSetFile(folder, 'driftbench/driftbench_combined.json')));
  const notesOf = async (version: number): Promise<NoteText[]> => {
    const text = await readSetFile(folder, `driftbench/combined_corpus_v${version}.json`);
    return Object.entries(corpus.parse(JSON.parse(text))).map(([title, body]) => ({ title, body }));
  };
  return {
    tasks: read.tasks.map(({ question, evidence_v1: first, evidence_v2: second }) => ({
      question,
      first,
      second,
    })),
    first: await notesOf(1),
    second: await notesOf(2),
  };
}

/** The questions over the first version alone. */
export async function driftbench(folder: string): Promise<LabelledSet> {
  const { tasks: all, first: notes } = await readDrift(folder);
  const questions = all.map(({ question: text, first }) => ({ text, answerClass: first, template: first }));
  return { name: 'driftbench', questions, notes };
}
