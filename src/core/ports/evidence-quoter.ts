import type { Answer, Prompt } from './words';

/** Stands in for a language model that fails: an answer made of the evidence's own sentences. */
export abstract class EvidenceQuoter {
  /**
   * Needs no server. It may answer nothing but what the evidence says.
   * @returns an answer without usage, because no tokens were paid for
   */
  abstract quote(prompt: Prompt): Promise<Answer>;
}
