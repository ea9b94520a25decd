/** The bare handler of the budgets: Nest on Fastify, a POST whose JSON body is parsed, and a fixed answer. See bench/hits.ts. */
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Body, Controller, HttpCode, Module, Post, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

const answer = readFileSync(process.env['ANSWER_FILE'] ?? '', 'utf8');

@Controller('assistant')
class BareController {
  @Post('query')
  @HttpCode(200)
  async query(@Body() _body: object, @Res() reply: FastifyReply): Promise<void> {
    await reply.type('application/json; charset=utf-8').send(answer);
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(BareModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  console.log(`Bare handler ready at ${await app.getUrl()}`);
  process.on('SIGTERM', () => void app.close());
}

void main();
