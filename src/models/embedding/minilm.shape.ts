/** Length of every MiniLM vector. */
export const MINILM_DIMENSIONS = 384;

/** Longest input that the model was trained on, [CLS] and [SEP] included (see README.md of the model). */
export const MINILM_MAX_TOKENS = 256;
