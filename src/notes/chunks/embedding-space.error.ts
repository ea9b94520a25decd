/** What makes chunks: two of them are only comparable when both parts are the same. */
export interface Space {
  readonly modelId: string;
  /** Version of the chunker. */
  readonly chunker: number;
}

/** The chunks in the database are from another embedding model or chunker than those in use. They must never be mixed. */
export class EmbeddingSpaceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EmbeddingSpaceError';
  }
}

/** Where only the model is compared, or where it is not known what the database has by now. */
export function modelChanged(stored?: string, configured?: string): EmbeddingSpaceError {
  const which =
    stored && configured ? ` The notes are embedded with ${stored}, but ${configured} is configured.` : '';
  return new EmbeddingSpaceError(
    `The embedding model has changed.${which} Run "npm run reindex" to embed every note anew, or configure the former model again.`,
  );
}

/** @returns undefined when the two are the same */
export function spaceChange(stored: Space, configured: Space): EmbeddingSpaceError | undefined {
  if (stored.modelId !== configured.modelId) return modelChanged(stored.modelId, configured.modelId);
  if (stored.chunker === configured.chunker) return undefined;
  return new EmbeddingSpaceError(
    `The chunker has changed. The notes are cut by version ${stored.chunker} of it, but this program has version ${configured.chunker}. Run "npm run reindex" to cut and embed every note anew, or run the former program again.`,
  );
}
