import { Module } from '@nestjs/common';
import { Answering } from './answering';
import { AssistantController } from './assistant.controller';
import { PurgeController } from './purge.controller';
import { AnswerStreams } from './streaming/answer-streams';

@Module({
  controllers: [AssistantController, PurgeController],
  providers: [Answering, AnswerStreams],
  exports: [Answering],
})
export class AssistantModule {}
