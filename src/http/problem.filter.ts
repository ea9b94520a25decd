import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOpenAiPath, openAiErrorBody, openAiHeaders } from './openai-error';
import type { Problem } from './problem';
import type { Problems } from './problems';

/** Turns every error, before or after routing, into a problem. Under `/v1` it becomes an error as OpenAI tells it. */
@Catch()
export class ProblemFilter implements ExceptionFilter<unknown> {
  constructor(private readonly problems: Problems) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { id } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.problems.of(error, id);
    if (reply.raw.headersSent) {
      // Too late for another status. A cut connection is the one sign left that the body is incomplete.
      reply.raw.destroy();
      return;
    }
    sendProblem(problem, id, reply);
  }
}

/** Answers with a problem, also for a request that fails before it reaches Nest. */
export function sendProblem(problem: Problem, requestId: string, reply: FastifyReply): void {
  const { status, headers = {} } = problem.contents;
  void reply
    .code(status)
    .headers({ ...headers, 'X-Request-Id': requestId })
    .serializer(JSON.stringify);
  if (isOpenAiPath(reply.request.url))
    void reply.headers(openAiHeaders(problem)).type('application/json').send(openAiErrorBody(problem));
  else void reply.type('application/problem+json').send(problem.body(requestId));
}
