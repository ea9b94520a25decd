import {
  Body,
  ConflictException,
  Controller,
  Delete,
  Get,
  Logger,
  Param,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AuthModule } from '../../src/auth/auth.module';
import { Authentication } from '../../src/auth/authentication';
import { CurrentPrincipal } from '../../src/auth/current-principal.decorator';
import { Public } from '../../src/auth/public.decorator';
import { ConfigModule } from '../../src/config/config.module';
import { type Principal } from '../../src/core/ports/words';
import { HttpModule } from '../../src/http/http.module';
import { unavailable } from '../../src/http/problem';
import { whenError } from '../../src/http/problems';
import { doorkeeper } from '../../src/auth/doorkeeper';
import { createFastifyAdapter } from '../../src/http/fastify-adapter';

const echoed = z.strictObject({
  text: z.string().max(1_100_000),
  mode: z.enum(['fast', 'slow']).optional(),
  tags: z.array(z.string().max(3)).optional(),
});

/** More than a connection on the loopback interface takes while its reader reads nothing. */
export const LARGE_BYTES = 33_554_432;
const LARGE = Buffer.alloc(LARGE_BYTES, 'x');

class ModelDownError extends Error {}

@Controller()
class EchoController {
  @Post('echo')
  echo(@Body({ schema: echoed }) body: z.output<typeof echoed>): unknown {
    return body;
  }

  @Get('echo/:id')
  read(
    @Param('id') id: string,
    @Query({ schema: z.strictObject({ q: z.string().optional() }) }) query: unknown,
  ) {
    return { id, query };
  }

  @Delete('kept/:id')
  remove(@Param('id') id: string) {
    return { id };
  }

  @Get('me')
  me(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Public()
  @Get('open')
  open(): string {
    return 'open';
  }

  @Get('large/:kind')
  large(@Param('kind') kind: string, @Res() reply: FastifyReply): void {
    if (kind === 'body') void reply.send(LARGE);
    else reply.hijack().raw.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(LARGE);
  }

  @Get('throw/:what')
  throws(@Param('what') what: string, @Res({ passthrough: true }) reply: FastifyReply): never {
    if (what === 'conflict') throw new ConflictException('Somebody was faster.');
    if (what === 'down') throw new ModelDownError('connect ECONNREFUSED 10.0.0.7');
    if (what === 'started') reply.raw.write('half');
    throw Object.assign(new Error('bad text: "my diary"\n    at my diary'), { code: '22P02' });
  }
}

type Injected = Parameters<NestFastifyApplication['inject']>[0] & object;
type Response = Awaited<ReturnType<NestFastifyApplication['inject']>>;

/** A running application with settings, HTTP rules and authentication, and nothing behind them. */
export interface EchoApp {
  readonly nest: NestFastifyApplication;
  readonly port: number;
  /** Error lines that were logged. A test may empty it. */
  readonly logged: string[];
  /** Sends a request as a local program would, with a `Host` and nothing else. */
  send(request: Injected): Promise<Response>;
}

export async function startEchoApp(env: NodeJS.ProcessEnv = {}): Promise<EchoApp> {
  const config = await ConfigModule.forRoot({ PORT: '0', ...env });
  const authentication = new Authentication(config.settings.auth);
  const down = whenError(ModelDownError, () => unavailable('model_unavailable', 'The model did not answer.'));
  const module = await Test.createTestingModule({
    imports: [config, HttpModule.forRoot([down]), AuthModule.forRoot(authentication)],
    controllers: [EchoController],
  }).compile();
  const nest = module.createNestApplication<NestFastifyApplication>(
    createFastifyAdapter(config.settings, doorkeeper(config.settings, authentication)),
  );
  const logged: string[] = [];
  const silent = () => undefined;
  Logger.overrideLogger({ log: silent, warn: silent, error: (line: string) => logged.push(line) });
  await nest.listen(0, '127.0.0.1');
  const { port } = new URL(await nest.getUrl());
  const send = (request: Injected): Promise<Response> =>
    nest.inject({ ...request, headers: { host: 'localhost:3000', ...request.headers } });
  return { nest, port: Number(port), logged, send };
}

/** Checks the fields that all problems share and returns the others. */
export function problemIn(response: Response): Record<string, unknown> {
  expect(response.headers['content-type']).toBe('application/problem+json');
  expect(response.headers['x-content-type-options']).toBe('nosniff');
  const { type, title, request_id, ...rest } = response.json<Record<string, unknown>>();
  expect(title).toEqual(expect.stringMatching(/./));
  expect(type).toBe(`urn:trivet:problem:${String(rest['code'])}`);
  expect(request_id).toBe(response.headers['x-request-id']);
  expect(rest['status']).toBe(response.statusCode);
  return rest;
}
