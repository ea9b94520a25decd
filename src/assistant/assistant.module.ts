import { Module } from '@nestjs/common';
import { AssistantController } from './assistant.controller';
import { PurgeController } from './purge.controller';

@Module({ controllers: [AssistantController, PurgeController] })
export class AssistantModule {}
