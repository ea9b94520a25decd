import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeError } from './describe-error';
import { Problem } from './problem';
import { frameworkProblem } from './status-problem';

/** Finds the problem behind an error, or undefined when it is not one of its own. */
export type ProblemMapping = (error: unknown) => Problem | undefined;

/** Maps every instance of a class of errors. */
export function whenError<E extends Error>(
  type: abstract new (...args: never[]) => E,
  toProblem: (error: E) => Problem,
): ProblemMapping {
  return (error) => (error instanceof type ? toProblem(error) : undefined);
}

/**
 * Turns whatever is thrown, before or after routing, into `application/problem+json`. What nobody mapped is our
 * own fault: the caller gets a 500 that says nothing but the request id, and the log gets the stack, once.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  private readonly logger = new Logger('Http');

  constructor(private readonly mappings: readonly ProblemMapping[]) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { id } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.problemOf(error) ?? this.internal(error, id);
    if (reply.raw.headersSent) {
      // Too late for another status: a cut connection is the one sign left that the body is incomplete.
      reply.raw.destroy();
      return;
    }
    sendProblem(problem, id, reply);
  }

  private problemOf(error: unknown): Problem | undefined {
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

/** Answers with a problem; also for what fails before a request reaches Nest. */
export function sendProblem(problem: Problem, requestId: string, reply: FastifyReply): void {
  const { status, headers = {} } = problem.contents;
  void reply
    .code(status)
    .headers({ ...headers, 'X-Request-Id': requestId })
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problem.body(requestId));
}
