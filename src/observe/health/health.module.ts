import { Module } from '@nestjs/common';
import { HealthChecks } from './health.checks';
import { HealthController } from './health.controller';
import { HealthModels } from './health.models';
import { HealthService } from './health.service';

@Module({ controllers: [HealthController], providers: [HealthChecks, HealthModels, HealthService] })
export class HealthModule {}
