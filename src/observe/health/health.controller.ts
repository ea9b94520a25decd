import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../../auth/public.decorator';
import { LiveCall, ReadyCall, ReportCall } from './health.docs';
import { HealthService } from './health.service';

/** For load balancers and people: what is well is 200, what is not is 503, whatever the body says. */
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @ReportCall()
  async report(@Res({ passthrough: true }) reply: FastifyReply) {
    const report = await this.health.report();
    void reply.code(report.status === 'unhealthy' ? 503 : 200);
    return report;
  }

  /** The process answers; nothing else is asked, so that nobody restarts it because a database is away. */
  @Get('live')
  @LiveCall()
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @ReadyCall()
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const readiness = await this.health.readiness();
    if (readiness.status !== 'ready') void reply.code(503).header('Retry-After', '1');
    return readiness;
  }
}
