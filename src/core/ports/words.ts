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

/** What a language model is asked; the evidence fingerprint covers exactly these parts of a passage. */
export interface Prompt {
  readonly question: string;
  readonly evidence: readonly PromptPassage[];
  /** What was said before the question, oldest first. */
  readonly earlier?: readonly Turn[];
  readonly sampling?: Sampling;
}

/** One turn of a conversation. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
}

/**
 * How a model is to draw its answer, in the meanings of OpenAI's chat completions; what is left out is the operator's choice or
 * the model's own. A model that draws nothing, such as the extractive one, has no use for it.
 */
export interface Sampling {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  /** Longest answer in the model's tokens; the operator's bound still holds. */
  readonly maxTokens?: number | undefined;
  readonly seed?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly presencePenalty?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
}

export type PromptPassage = Pick<Passage, 'title' | 'section' | 'content'>;

/** Tokens as the model counted them, or an estimate where it did not. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly estimated: boolean;
}

/** A complete answer, whoever it was generated for. */
export interface Answer {
  readonly text: string;
  /** Null when no model was asked, because there was no evidence. */
  readonly model: string | null;
  readonly usage: Usage | null;
  /** How long its generation took: what a hit saves. */
  readonly generationMs: number;
}

/** Why a layer does not have an entry. */
export type MissReason =
  'never_asked' | 'expired' | 'evicted' | 'refused_by_gate' | 'unreadable' | 'cache_down' | 'cache_off';

/** How a cached answer was matched to the question. */
export type Match = 'exact' | 'revalidated' | 'semantic';

/** Why the model had to be asked. */
export type Reason = MissReason | 'evidence_changed' | 'profile_changed' | 'bypassed';

/** Said when retrieval found nothing: a fixed text, not a model's words. Part of the answer profile. */
export const NOTHING_IN_NOTES = 'There is nothing in your notes about this.';
