import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalQuestion, type Passage } from '../../core';
import type { Kept } from './kept';
import { embedded, neighboursOf, pairsAbove, type Neighbours } from './neighbours';
import type { Answered, Product } from './product';
import type { LabelledSet } from './sets/labelled-set';

/** What the pipeline finds and says for a question of a set. */
const grounds = z.array(
  z.object({
    /** Told by hashes of what a prompt renders of them, best first. */
    passages: z.array(z.string()),
    /** Those of them that the answer cites. */
    cited: z.array(z.string()),
    answer: z.string(),
    evidence: z.array(z.object({ title: z.string(), section: z.array(z.string()), content: z.string() })),
  }),
);
export type Grounds = z.infer<typeof grounds>;

/** A set, and all that its streams need: it is computed once, because a fresh search gives the same passages. */
export interface Ground {
  readonly set: LabelledSet;
  readonly neighbours: Neighbours;
  /** Of each question; null for a set without notes. */
  readonly grounds: Grounds | null;
  /** Whether the candidate's answer is wrong for the question, by labels or by a judge. */
  isWrong(near: Near): boolean;
}

/** A question, and an earlier one whose answer may be served for it; places in the set. */
export interface Near {
  readonly question: number;
  readonly candidate: number;
  readonly similarity: number;
}

/** Questions that are less alike are no candidates for each other at any threshold that is measured. */
export const FLOOR = 0.6;

/** @param start begins the product; it is not called where all is kept */
export async function groundOf(
  set: LabelledSet,
  { kept, computing, start }: { kept: Kept; computing: unknown; start: () => Promise<Product> },
): Promise<Ground> {
  const texts = set.questions.map(({ text }) => canonicalQuestion(text));
  const pairs = await kept.bytes(`${set.name}-pairs`, [computing, FLOOR, texts], async () => {
    const vectors = await kept.bytes(`${set.name}-vectors`, [computing, texts], async () =>
      embedded(texts, (await start()).embed),
    );
    return pairsAbove(vectors, texts.length, FLOOR);
  });
  const neighbours = neighboursOf(pairs, texts.length);
  const isWrong = ({ question, candidate }: Near): boolean =>
    set.questions[question]?.answerClass !== set.questions[candidate]?.answerClass;
  if (set.notes.length === 0) return { set, neighbours, grounds: null, isWrong };
  const asked = set.questions.map(({ text }) => text);
  const bytes = await kept.bytes(`${set.name}-answers`, [computing, set.notes, asked], async () =>
    Buffer.from(JSON.stringify(await groundsOf(set, await start()))),
  );
  return { set, neighbours, grounds: grounds.parse(JSON.parse(bytes.toString('utf8'))), isWrong };
}

async function groundsOf({ notes, questions }: LabelledSet, product: Product): Promise<Grounds> {
  await product.write(notes);
  const found: Grounds = [];
  for (const { text } of questions) found.push(groundOfAnswer(await product.ask(text)));
  return found;
}

function groundOfAnswer({ passages, answer }: Answered): Grounds[number] {
  const hashes = passages.map(hashOf);
  const cited = Array.from(answer.matchAll(/\[(\d+)\]/g), ([, number]) => hashes[Number(number) - 1] ?? '');
  const evidence = passages.map(({ title, section, content }) => ({ title, section: [...section], content }));
  return { passages: hashes, cited: [...new Set(cited)].filter((hash) => hash !== ''), answer, evidence };
}

function hashOf({ title, section, content }: Passage): string {
  return createHash('sha256')
    .update(JSON.stringify([title, section, content]))
    .digest('base64url')
    .slice(0, 12);
}
