/** The vectors in the database come from another embedding model than the one in use. They must never be mixed. */
export class EmbeddingSpaceError extends Error {
  constructor(stored?: string, configured?: string) {
    const which =
      stored && configured ? ` The notes are embedded with ${stored}, but ${configured} is configured.` : '';
    super(
      `The embedding model has changed.${which} Run "npm run reindex" to embed every note anew, or configure the former model again.`,
    );
    this.name = 'EmbeddingSpaceError';
  }
}
