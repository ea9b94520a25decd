import type { AnswerJudge, JudgedAnswers, Verdict } from '../ports/answer-judge';
import { citationMarks } from '../citations/citation-marks';
import { negationsAgree, oppositesAgree } from './gates/contrast.gate';
import { namesAgree } from './gates/names.gate';
import { numbersAgree } from './gates/numbers.gate';
import { read } from './gates/reading';
import { wordsAgree } from './gates/words.gate';

/**
 * Least F1 of the words of two answers that say the same (Rajpurkar et al., "SQuAD", EMNLP 2016, section 6.1, has the measure).
 * Two wordings of one sentence have .8 and more. Two sentences about one thing have .3 to .7.
 */
const LEAST_OVERLAP = 0.8;

/** Words of both answers together. Reading more takes some ten milliseconds. */
const LONGEST = 300;

const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

/** Compares answers by their words. It knows no meaning, so it takes for wrong what is only said otherwise. */
export const overlapJudge: AnswerJudge = {
  name: 'the words of both answers',
  ownError:
    'it called 51 % of the wrong pairs right and 20 % of the right ones wrong, over answers of the built-in model (npm run evaluate, XQuAD and rewordings, 1,378 pairs)',
  judge: (answers) => Promise.resolve({ verdict: verdictOf(answers), usage: null }),
};

/**
 * Words that carry the answer must be in both, up to inflection, and so must negations: an answer with another name, another date or a
 * `not` shares all other words. What only wording may tell apart is uncertain.
 */
export function verdictOf({ fresh, cached }: Pick<JudgedAnswers, 'fresh' | 'cached'>): Verdict {
  const [one, other] = [wordsOf(fresh), wordsOf(cached)];
  if (one.join(' ') === other.join(' ')) return 'right';
  if (numbersIn(one) !== numbersIn(other)) return 'wrong';
  if (overlapOf(one, other) < LEAST_OVERLAP) return 'wrong';
  return one.length + other.length <= LONGEST && sayTheSame(fresh, cached) ? 'right' : 'uncertain';
}

function sayTheSame(fresh: string, cached: string): boolean {
  const pair = { question: read(plain(fresh)), candidate: read(plain(cached)) };
  return [numbersAgree, negationsAgree, namesAgree, oppositesAgree, wordsAgree].every((agree) => agree(pair));
}

function wordsOf(answer: string): string[] {
  return plain(answer).normalize('NFKC').toLowerCase().match(WORDS) ?? [];
}

/** Without citations. */
function plain(answer: string): string {
  let text = '';
  let end = 0;
  for (const mark of citationMarks(answer)) {
    text += answer.slice(end, mark.start);
    end = mark.end;
  }
  return text + answer.slice(end);
}

function numbersIn(words: readonly string[]): string {
  return words
    .filter((word) => /\p{N}/u.test(word))
    .sort()
    .join(' ');
}

/** F1 of two bags of words; 0–1. */
export function overlapOf(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of one) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of other) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    shared += 1;
    left.set(word, count - 1);
  }
  return one.length + other.length === 0 ? 1 : (2 * shared) / (one.length + other.length);
}
