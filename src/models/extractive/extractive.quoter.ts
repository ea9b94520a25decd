import { type Answer, EvidenceQuoter, type Prompt } from '../../core';
import { ExtractiveLanguageModel } from './extractive.language-model';

/** Quotes the sentences of the evidence that answer best, as the extractive model does. It costs nothing to make again. */
export class ExtractiveQuoter extends EvidenceQuoter {
  private readonly model = new ExtractiveLanguageModel();

  async quote(prompt: Prompt): Promise<Answer> {
    const startedAt = performance.now();
    let text = '';
    let answerable: boolean | null = null;
    for await (const event of this.model.stream(prompt)) {
      if (event.type === 'token') text += event.text;
      else if (event.type === 'end') ({ answerable } = event);
    }
    const generationMs = performance.now() - startedAt;
    return { text, model: this.model.name, usage: null, answerable, generationMs };
  }
}
