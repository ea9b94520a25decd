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
  /**
   * Which of the document's stays in the corpus this was read in. A document that was deleted or moved away, and is back, has
   * another one, so that what erases the old stay leaves alone what is retrieved now. A retriever that names none has erased
   * documents uncached for a quarter of an hour after they are back.
   */
  readonly incarnation?: string | undefined;
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
  /** Who of several users asks. */
  readonly name?: string | undefined;
  /** What was said before the question, oldest first. */
  readonly earlier?: readonly Turn[];
  /** What was said behind it, oldest first: an agent's own steps on the way to an answer. */
  readonly later?: readonly Turn[];
  readonly sampling?: Sampling | undefined;
  readonly format?: AnswerFormat | undefined;
  /** Set where the question is about a chat and not about notes: there is no evidence, because none was looked for. */
  readonly task?: ChatTask | undefined;
}

/** What is asked about a chat and not about notes: by the program that shows it, or by the person in it. */
export type ChatTask = ProgramTask | Rejoinder;

/**
 * What a person says about the conversation itself: thanks, doubt, or how the last answer is to be said.
 * - `asked`: what they have asked so far.
 * - `other`: all else, such as `yes` and `never mind`.
 */
export interface Rejoinder {
  readonly wants: 'rejoinder';
  readonly kind: 'thanks' | 'doubt' | 'shorter' | 'reword' | 'again' | 'asked' | 'other';
}

/** What a program asks about its own chat, so that its windows have titles, tags and suggestions. */
export interface ProgramTask {
  readonly wants: 'title' | 'labels' | 'query' | 'emoji' | 'continuation' | 'summary';
  /** The only key of the JSON object that is to hold it, and whether its value is a list; null where plain text is wanted. */
  readonly json: { readonly key: string; readonly isList: boolean } | null;
  /** What people said in that chat, first and last; empty where it could not be told apart. */
  readonly first: string;
  readonly last: string;
}

/** One turn of a conversation. */
export interface Turn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
  /** Who said it, where several have one role. */
  readonly name?: string | undefined;
}

/** JSON Schema, 2020-12 or draft-07, as a program sent it and the core accepted it. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** A function of the asker's program. */
export interface CallableFunction {
  readonly name: string;
  readonly description?: string | undefined;
  /** What its arguments must be; an object of anything when left out. */
  readonly parameters?: JsonSchema | undefined;
  readonly strict?: boolean | undefined;
}

/**
 * The form that an answer must have. Without one it is text.
 * - `json_object`: any JSON object, as text.
 * - `json_schema`: JSON that satisfies the schema, as text.
 * - `call`: one of these functions is called, instead of text. With `single` it is called once.
 */
export type AnswerFormat =
  | { readonly kind: 'json_object' }
  | {
      readonly kind: 'json_schema';
      readonly name: string;
      readonly description?: string | undefined;
      readonly strict?: boolean | undefined;
      readonly schema: JsonSchema;
    }
  | { readonly kind: 'call'; readonly functions: readonly CallableFunction[]; readonly single: boolean };

/** A function that an answer calls. */
export interface FunctionCall {
  readonly name: string;
  /** JSON, as the model wrote it. */
  readonly arguments: string;
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
  readonly verbosity?: 'low' | 'medium' | 'high' | undefined;
  readonly reasoningEffort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | undefined;
  /** What other servers than OpenAI's take beside these, by the names that they have for it. */
  readonly others?: Readonly<Record<string, SamplingValue>> | undefined;
}

type Scalar = string | number | boolean | null;

/** Flat: what is nested deeper than servers have it is not taken. */
export type SamplingValue = Scalar | { readonly [name: string]: Scalar };

/** A model that is sent a prompt does not see the similarity. One that quotes may order by it (`LanguageModel.readsSimilarity`). */
export type PromptPassage = Pick<Passage, 'title' | 'section' | 'content'> &
  Partial<Pick<Passage, 'similarity'>>;

/** Tokens as the model counted them, or an estimate where it did not. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly estimated: boolean;
}

/** A complete answer, whoever it was generated for. */
export interface Answer {
  /** Empty where it calls functions. */
  readonly text: string;
  readonly calls?: readonly FunctionCall[] | undefined;
  /** Null when no model was asked, because there was no evidence. */
  readonly model: string | null;
  readonly usage: Usage | null;
  /** False when the notes do not answer the question. Null when nobody can tell, as when the model refuses or the question is not about notes. */
  readonly answerable: boolean | null;
  /** How long its generation took: what a hit saves. */
  readonly generationMs: number;
}

/** Why a layer does not have an entry. */
export type MissReason =
  | 'never_asked'
  | 'expired'
  | 'evicted'
  | 'refused_by_gate'
  | 'unreadable'
  | 'cache_down'
  | 'cache_off'
  | 'bypassed';

/** How a cached answer was matched to the question. */
export type Match = 'exact' | 'revalidated' | 'semantic';

/** Why the model had to be asked. */
export type Reason = MissReason | 'evidence_changed' | 'profile_changed';

/** Said when retrieval found nothing: a fixed text, not a model's words. Part of the answer profile. */
export const NOTHING_IN_NOTES = 'There is nothing in your notes about this.';
