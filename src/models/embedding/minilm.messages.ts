/** What the main thread and the MiniLM worker say to each other. */

/** `workerData` of the thread. */
export interface WorkerInput {
  /** Folder of the model, as in `models/all-MiniLM-L6-v2`. */
  readonly folder: string;
}

export type Command =
  | { readonly kind: 'embed' | 'count'; readonly id: number; readonly texts: readonly string[] }
  /** Finish what was asked before, then end. */
  | { readonly kind: 'close' };

export type Report =
  | { readonly kind: 'ready'; readonly modelId: string }
  /** One `Float32Array[384]` of unit length per text, each with a buffer of its own, transferred. */
  | { readonly kind: 'vectors'; readonly id: number; readonly vectors: readonly Float32Array[] }
  /** Tokens of each text, special ones not counted. */
  | { readonly kind: 'counts'; readonly id: number; readonly counts: readonly number[] }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };
