import type { PromptPassage } from '../../src/core';
import { ExtractiveLanguageModel } from '../../src/models/extractive/extractive.language-model';

export function passage(content: string, title = 'Note', section: readonly string[] = []): PromptPassage {
  return { title, section, content };
}

/** What the extractive model says from notes, or from passages of them. */
export async function quotesOf(question: string, ...notes: (string | PromptPassage)[]): Promise<string> {
  const evidence = notes.map((note) => (typeof note === 'string' ? passage(note) : note));
  let text = '';
  for await (const event of new ExtractiveLanguageModel().stream({ question, evidence })) {
    if (event.type === 'token') text += event.text;
  }
  return text;
}
