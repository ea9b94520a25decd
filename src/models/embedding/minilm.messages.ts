/** What the main thread and the MiniLM worker say to each other. */

/** `workerData` of the thread. */
export interface WorkerInput {
  /** Folder of the model, as in `models/all-MiniLM-L6-v2`. */
  readonly folder: string;
}

/** What the main thread asks. `id` pairs it with its report. */
export type Command =
  | { readonly kind: 'embed' | 'count'; readonly id: number; readonly texts: readonly string[] }
  /** The worker finishes what it was asked before, then ends. */
  | { readonly kind: 'close' };

export type Report =
  | { readonly kind: 'ready'; readonly modelId: string }
  /** One `Float32Array[384]` of unit length per text, each with a buffer of its own, transferred. */
  | { readonly kind: 'vectors'; readonly id: number; readonly vectors: readonly Float32Array[] }
  /** Tokens of each text, without special ones. */
  | { readonly kind: 'counts'; readonly id: number; readonly counts: readonly number[] }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };
