import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from './problem';
import type { Problems } from './problems';

/** Turns whatever is thrown, before or after routing, into `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  constructor(private readonly problems: Problems) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { id } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.problems.of(error, id);
    if (reply.raw.headersSent) {
      // Too late for another status: a cut connection is the one sign left that the body is incomplete.
      reply.raw.destroy();
      return;
    }
    sendProblem(problem, id, reply);
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
