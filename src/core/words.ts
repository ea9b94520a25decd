/** The nouns that every part of the core shares; ARCHITECTURE.md says how they fit together. */

/** Who asks. Ids are unique inside their tenant. */
export interface Principal {
  readonly tenant: string;
  readonly user: string;
  readonly workspaces: readonly string[];
  readonly roles: readonly string[];
}

/** A piece of a document as retrieval found it. */
export interface Passage {
  readonly id: string;
  /** What it is a piece of: erasing that document must find every entry that cites it. */
  readonly documentId: string;
  readonly corpus: string;
  readonly title: string;
  /** Headings above the passage, outermost first. */
  readonly section: readonly string[];
  readonly content: string;
  /** Cosine similarity to the question, −1…1, rounded as it was for ordering. */
  readonly similarity: number;
}

/** What a language model is shown; the evidence fingerprint covers exactly these parts of a passage. */
export interface Prompt {
  readonly question: string;
  readonly evidence: readonly PromptPassage[];
}

export type PromptPassage = Pick<Passage, 'title' | 'section' | 'content'>;

/** Tokens as the model counted them, or an estimate where it did not. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly estimated: boolean;
}
