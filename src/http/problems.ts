import { Logger } from '@nestjs/common';
import { describeError } from './describe-error';
import { Problem } from './problem';
import { frameworkProblem } from './status-problem';

/** Finds the problem behind an error. Undefined when it is not one of its own. */
export type ProblemMapping = (error: unknown) => Problem | undefined;

/** Maps every instance of a class of errors. */
export function whenError<E extends Error>(
  type: abstract new (...args: never[]) => E,
  toProblem: (error: E) => Problem,
): ProblemMapping {
  return (error) => (error instanceof type ? toProblem(error) : undefined);
}

/** Finds what the caller is told of an error, in whichever form that is told. */
export class Problems {
  private readonly logger = new Logger('Http');

  constructor(private readonly mappings: readonly ProblemMapping[]) {}

  /**
   * The problem behind an error. An error that nobody mapped is our own fault. The caller then gets a 500 that says
   * nothing but the request id, and the log gets the stack, once.
   */
  of(error: unknown, requestId: string): Problem {
    return this.known(error) ?? this.internal(error, requestId);
  }

  private known(error: unknown): Problem | undefined {
    if (error instanceof Problem) return error;
    for (const mapping of this.mappings) {
      const problem = mapping(error);
      if (problem) return problem;
    }
    return frameworkProblem(error);
  }

  private internal(error: unknown, requestId: string): Problem {
    this.logger.error(`Unexpected error in request ${requestId}: ${describeError(error)}`);
    return new Problem({
      status: 500,
      code: 'internal',
      title: 'Internal error',
      detail: 'Something went wrong on our side.',
      remedy: 'Try again; if it stays, report the request_id.',
    });
  }
}
