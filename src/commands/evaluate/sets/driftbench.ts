import { z } from 'zod';
import type { LabelledSet } from './labelled-set';
import { readSetFile } from './read-file';

const tasks = z.object({
  tasks: z.array(
    z.object({
      question: z.string(),
      answer_v1: z.string(),
      answer_v2: z.string(),
      evidence_v1: z.string(),
      evidence_v2: z.string(),
    }),
  ),
});
const corpus = z.record(z.string(), z.string());

/** Sinha 2025: questions over the documents of two versions of a library. Here those over the first. */
export async function driftbench(folder: string): Promise<LabelledSet> {
  const read = tasks.parse(JSON.parse(await readSetFile(folder, 'driftbench/driftbench_combined.json')));
  const documents = corpus.parse(JSON.parse(await readSetFile(folder, 'driftbench/combined_corpus_v1.json')));
  const questions = read.tasks.map(({ question, answer_v1, evidence_v1 }) => ({
    text: question,
    answerClass: `${evidence_v1}: ${answer_v1}`,
    template: evidence_v1,
  }));
  const notes = Object.entries(documents).map(([title, body]) => ({ title, body }));
  return { name: 'driftbench', questions, notes };
}
