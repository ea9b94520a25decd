import type { Answer } from '../../flight/answer-flight';
import type { Prompt } from '../../words';
import { ExtractiveLanguageModel } from './extractive.language-model';

const QUOTING = new ExtractiveLanguageModel();

/** An answer without a model server: the sentences of the evidence that answer best. It costs nothing to make again. */
export async function quoteEvidence(prompt: Prompt): Promise<Answer> {
  const startedAt = performance.now();
  let text = '';
  for await (const event of QUOTING.stream(prompt)) if (event.type === 'token') text += event.text;
  return { text, model: QUOTING.name, usage: null, generationMs: performance.now() - startedAt };
}
