import type { Failure, Outcome } from './ask-server';
import type { QuestionLine } from './question-lines';

/** The outcomes of all questions, counted. */
export interface WarmSummary {
  generated: number;
  hits: number;
  failed: number;
  /** Not asked any more, because every question would have failed. */
  skipped: number;
  /** US dollars. Null where the server knows no prices. */
  costUsd: number | null;
}

export interface WarmWork {
  readonly questions: readonly QuestionLine[];
  /** Questions that are asked at once. */
  readonly concurrency: number;
  /** Never rejects. */
  readonly ask: (question: string) => Promise<Outcome>;
  /** Told after each question. */
  readonly onOutcome: (line: QuestionLine, outcome: Outcome) => void;
}

/** Asks all questions, in their order, a few at once. It ends early when the others would fail too. */
export async function warmUp({ questions, concurrency, ask, onOutcome }: WarmWork): Promise<WarmSummary> {
  const summary: WarmSummary = { generated: 0, hits: 0, failed: 0, skipped: 0, costUsd: null };
  const waiting = [...questions];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await ask(next.question);
      count(summary, outcome);
      onOutcome(next, outcome);
      if (isHopeless(outcome)) summary.skipped += waiting.splice(0).length;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return summary;
}

function count(summary: WarmSummary, outcome: Outcome): void {
  if (outcome.kind === 'hit') summary.hits++;
  if (outcome.kind === 'failed') summary.failed++;
  if (outcome.kind !== 'generated') return;
  summary.generated++;
  if (outcome.costUsd !== null) summary.costUsd = (summary.costUsd ?? 0) + outcome.costUsd;
}

function isHopeless(outcome: Outcome): outcome is Failure {
  return outcome.kind === 'failed' && outcome.isHopeless;
}
