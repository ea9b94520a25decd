/** A node of the cluster is away; the others may well answer. */
export class NodeAwayError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : 'A node of the cluster does not answer.', { cause });
    this.name = 'NodeAwayError';
  }
}

/** What Redis says of itself when it serves nobody; its other errors are about the one command. */
const NOT_SERVING = /^(?:CLUSTERDOWN|LOADING|MASTERDOWN|NOAUTH|WRONGPASS)\b/;

/** Whether Redis answered and refused this one command, such as a write when it is full, or one that the user has no right to. */
export function isAboutOneCommand(error: unknown): error is Error {
  return (
    error instanceof Error && error.constructor.name === 'SimpleError' && !NOT_SERVING.test(error.message)
  );
}
