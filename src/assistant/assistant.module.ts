import { Module } from '@nestjs/common';
import { AssistantController } from './assistant.controller';
import { AnswerStreams } from './streaming/answer-streams';

@Module({ controllers: [AssistantController], providers: [AnswerStreams] })
export class AssistantModule {}
