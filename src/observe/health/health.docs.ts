import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { documented } from '../../http/documented';
import { healthReply, livenessReply, readinessReply } from './health.schema';

export const ReportCall = () => check('How everything is', 'Healthy, or degraded', healthReply);

export const ReadyCall = () =>
  check('Whether requests may be sent here', 'Ready, every trigger as it was installed', readinessReply);

export const LiveCall = () =>
  documented({
    summary: 'Whether the process answers',
    success: { description: 'It does', schema: livenessReply },
    isPublic: true,
  });

/** A check that has failed answers 503 with the same body. */
function check(summary: string, description: string, schema: z.ZodType): MethodDecorator {
  return applyDecorators(
    documented({ summary, success: { description, schema }, isPublic: true }),
    ApiResponse({ status: 503, description: 'It is not', standardSchema: schema }),
  );
}
