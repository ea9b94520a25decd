/** A node of the cluster is away; the others may well answer. */
export class NodeAwayError extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : 'A node of the cluster does not answer.', { cause });
    this.name = 'NodeAwayError';
  }
}

/**
 * What Redis says of itself when it is of no use; its other errors are about the one command. A server that was a master and
 * takes no writes (READONLY, NOREPLICAS) has most likely a successor, to which a new connection leads.
 */
const NOT_SERVING = /^(?:CLUSTERDOWN|LOADING|MASTERDOWN|NOAUTH|NOREPLICAS|READONLY|WRONGPASS)\b/;

/** Whether Redis answered and refused this one command, such as a write when it is full, or one that the user has no right to. */
export function isAboutOneCommand(error: unknown): error is Error {
  return isAnswer(error) && !NOT_SERVING.test(error.message);
}

/** Whether Redis answered, and said that it is of no use. */
export function saysItIsOfNoUse(error: unknown): error is Error {
  return isAnswer(error) && NOT_SERVING.test(error.message);
}

function isAnswer(error: unknown): error is Error {
  return error instanceof Error && error.constructor.name === 'SimpleError';
}
