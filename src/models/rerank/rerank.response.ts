import { z } from 'zod';
import { UpstreamFault } from '../upstream/upstream-fault';

/** The part of an answer of `POST /rerank` that is read. */
const answer = z.object({
  results: z.array(z.object({ index: z.int().nonnegative(), relevance_score: z.number() })),
});

/**
 * @returns a finite score for each text, in the order of the request
 * @throws {UpstreamFault} when the answer is not one score for each text; quotes nothing of it
 */
export function readScores(response: unknown, count: number): readonly number[] {
  const parsed = answer.safeParse(response);
  if (!parsed.success) throw rubbish('The server answered something other than a list of scores.');
  const { results } = parsed.data;
  if (results.length !== count) throw rubbish(`${results.length} scores for ${count} texts.`);
  const byIndex = new Map(results.map(({ index, relevance_score }) => [index, relevance_score]));
  return Array.from({ length: count }, (_, index) => {
    const score = byIndex.get(index);
    if (score === undefined) throw rubbish('The indexes of the scores do not match the texts.');
    return score;
  });
}

function rubbish(message: string): UpstreamFault {
  return new UpstreamFault('rubbish', message);
}
