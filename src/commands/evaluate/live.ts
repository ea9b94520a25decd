import { environmentBeside } from '../../config/environment-beside';
import type { SemanticMode } from '../../core';
import { shareOf, shareText } from './intervals';
import { startProduct } from './product';
import type { LabelledSet } from './sets/labelled-set';
import { orderOf } from './stream';

/** What came of asking all questions once through the whole product, with its own caches, candidates and certificate. */
export interface LiveReport {
  readonly mode: SemanticMode;
  /** How many were answered in which way. */
  readonly answers: Readonly<Record<string, number>>;
  /** Of semantic hits, those matched with a question of another class. */
  readonly wrong: number;
  /** Of rewordings, by half. */
  readonly rewordings: Readonly<Record<string, { asked: number; hits: number }>>;
}

/** A set with notes, in the first order, or its own. */
export async function liveOf(set: LabelledSet, mode: SemanticMode): Promise<LiveReport> {
  const product = await startProduct({ ...environmentBeside(), CACHE_SEMANTIC_MODE: mode });
  // What was asked is told without white space around it.
  const classes = new Map(set.questions.map(({ text, answerClass }) => [text.trim(), answerClass]));
  const answers: Record<string, number> = {};
  const rewordings: Record<string, { asked: number; hits: number }> = {};
  let wrong = 0;
  try {
    await product.write(set.notes);
    for (const { text, answerClass, rewording } of orderOf(set, 1).flatMap((at) => set.questions[at] ?? [])) {
      const { match, matched } = await product.askCached(text);
      answers[match ?? 'generated'] = (answers[match ?? 'generated'] ?? 0) + 1;
      if (matched !== null && classes.get(matched) !== answerClass) wrong += 1;
      if (rewording === undefined) continue;
      const half = (rewordings[rewording] ??= { asked: 0, hits: 0 });
      half.asked += 1;
      if (match === 'semantic') half.hits += 1;
    }
    return { mode, answers, wrong, rewordings };
  } finally {
    await product.stop();
  }
}

export function linesOfLive({ mode, answers, wrong, rewordings }: LiveReport): string[] {
  const told = Object.entries(answers).map(([way, count]) => `${count} ${way}`);
  return [
    `  through the whole product, mode ${mode}: ${told.join(', ')}; ${wrong} semantic hits matched with a question of another answer`,
    ...Object.entries(rewordings).map(
      ([half, { asked, hits }]) =>
        `    rewordings, half ${half}: ${shareText(shareOf(hits, asked))} semantic hits`,
    ),
  ];
}
