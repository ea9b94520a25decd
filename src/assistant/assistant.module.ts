import { Module } from '@nestjs/common';
import { AssistantController } from './assistant.controller';
import { PurgeController } from './purge.controller';
import { AnswerStreams } from './streaming/answer-streams';

@Module({ controllers: [AssistantController, PurgeController], providers: [AnswerStreams] })
export class AssistantModule {}
