/** `[CLS]` and `[SEP]` around every input of an embedding model, or what it has in their place. */
export const SPECIAL_TOKENS = 2;

/** Turns texts into vectors. The same text must give the same vector, alone or in any batch. */
export abstract class EmbeddingModel {
  /** Names the model and everything that changes its vectors; part of every L2 key and of the answer profile. */
  abstract readonly modelId: string;
  /** What people call it. */
  abstract readonly name: string;
  /** Length of every vector. */
  abstract readonly dimensions: number;
  /** Longest input in the model's own tokens, special ones included; longer texts are cut by the model. */
  abstract readonly maxTokens: number;
  /** Cosine similarity below which this model's vectors say nothing about relatedness; 0–1. */
  abstract readonly relevanceFloor: number;
  /**
   * Whether short texts have few components besides 0, as counts of words or letters do. Bits then tell how long a text is rather
   * than what it is about, so that searches look at whole vectors.
   */
  readonly isSparse: boolean = false;

  /**
   * @returns one `Float32Array[dimensions]` of unit length per text, in the order of `texts`
   * @throws {ModelUnavailableError} when the model cannot answer
   */
  abstract embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;

  /** How many of the model's tokens each text takes, without special tokens; may err upwards, never downwards. */
  abstract countTokens(texts: readonly string[]): Promise<number[]>;
}
