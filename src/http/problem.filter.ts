import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOpenAiPath, openAiErrorBody, openAiHeaders } from './openai-error';
import { pageOf, varyByAccept, wantsPage } from './page/page';
import { problemPage } from './page/problem-page';
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
  const { url, headers: asked } = reply.request;
  void reply.code(status).headers({ ...headers, 'X-Request-Id': requestId });
  if (isOpenAiPath(url)) {
    void reply.headers(openAiHeaders(problem)).type('application/json');
    void reply.serializer(JSON.stringify).send(openAiErrorBody(problem));
    return;
  }
  varyByAccept(reply);
  // Whoever follows a link in a browser reads why it leads nowhere.
  if (wantsPage(asked.accept)) void reply.send(pageOf(reply, problemPage(problem, requestId)));
  else void reply.type('application/problem+json').serializer(JSON.stringify).send(problem.body(requestId));
}
