import { type AnswerJudge, canonicalQuestion } from '../../core';
import type { Ground, Near } from './ground';
import { type Share, shareOf, shareText } from './intervals';
import type { Gates } from './policies';

/** How often a judge is wrong itself, by the labels of a set. */
export interface JudgeError {
  readonly judge: string;
  /** `near`: at or above the threshold. `eligible`: through all gates, too. */
  readonly of: 'near' | 'eligible';
  readonly right_pairs: number;
  readonly wrong_pairs: number;
  /** Of wrong pairs, those that it calls right. */
  readonly calls_right: Share;
  /** Of right pairs, those that it does not call right. */
  readonly calls_wrong: Share;
}

/** Every pair of questions once. Those that are one question up to the way of typing are none. */
export async function judgeErrors(
  ground: Ground,
  { judge, gates, threshold }: { judge: AnswerJudge; gates: Gates; threshold: number },
): Promise<JudgeError[]> {
  const gateOf = gates.from(threshold);
  const near = [new Tally(), new Tally()] as const;
  for (const pair of pairsOf(ground, threshold)) {
    const isCalledWrong = await isJudgedWrong(ground, judge, pair);
    const isWrong = ground.isWrong(pair);
    near[0].add(isWrong, isCalledWrong);
    if (gateOf(pair) === null) near[1].add(isWrong, isCalledWrong);
  }
  return [near[0].error(judge.name, 'near'), near[1].error(judge.name, 'eligible')];
}

function* pairsOf({ set, neighbours }: Ground, threshold: number): Generator<Near> {
  const canonicals = set.questions.map(({ text }) => canonicalQuestion(text));
  for (const [question, near] of neighbours.entries())
    for (const { at: candidate, similarity } of near)
      if (candidate < question && similarity >= threshold && canonicals[candidate] !== canonicals[question])
        yield { question, candidate, similarity };
}

const JUDGE_MS = 60_000;

/** What a judge cannot tell counts as wrong, as in the product. */
export async function isJudgedWrong(
  { set, grounds }: Ground,
  judge: AnswerJudge,
  near: Near,
): Promise<boolean> {
  const [asked, earlier] = [grounds?.[near.question], grounds?.[near.candidate]];
  const { verdict } = await judge.judge(
    {
      question: set.questions[near.question]?.text ?? '',
      candidate: set.questions[near.candidate]?.text ?? '',
      fresh: asked?.answer ?? '',
      cached: earlier?.answer ?? '',
      evidence: asked?.evidence ?? [],
    },
    AbortSignal.timeout(JUDGE_MS),
  );
  return verdict !== 'right';
}

class Tally {
  private readonly right = { pairs: 0, missed: 0 };
  private readonly wrong = { pairs: 0, missed: 0 };

  add(isWrong: boolean, isCalledWrong: boolean): void {
    const of = isWrong ? this.wrong : this.right;
    of.pairs += 1;
    if (isWrong !== isCalledWrong) of.missed += 1;
  }

  error(judge: string, of: JudgeError['of']): JudgeError {
    const { right, wrong } = this;
    return {
      judge,
      of,
      right_pairs: right.pairs,
      wrong_pairs: wrong.pairs,
      calls_right: shareOf(wrong.missed, wrong.pairs),
      calls_wrong: shareOf(right.missed, right.pairs),
    };
  }
}

export function linesOfJudge(errors: readonly JudgeError[]): string[] {
  return errors.map(
    ({
      judge,
      of,
      right_pairs: right,
      wrong_pairs: wrong,
      calls_right: callsRight,
      calls_wrong: callsWrong,
    }) =>
      `  judged by ${judge}, ${of} pairs: calls ${shareText(callsRight)} of ${wrong} wrong ones right,` +
      ` and ${shareText(callsWrong)} of ${right} right ones wrong`,
  );
}
