import { z } from 'zod';
import type { LabelledSet } from './labelled-set';
import { readSetFile } from './read-file';

const row = z.object({ text: z.string(), answer_class: z.string(), template_id: z.string() });

/** Finegan-Dollak et al., ACL 2018: many wordings of one question, and the same wording with another slot value. */
export async function advisingSlots(folder: string): Promise<LabelledSet> {
  const lines = (await readSetFile(folder, 'advising_slots/expanded.jsonl')).trim().split('\n');
  const questions = lines.map((line) => {
    const { text, answer_class: answerClass, template_id: template } = row.parse(JSON.parse(line));
    return { text, answerClass, template };
  });
  return { name: 'advising_slots', questions, notes: [] };
}
