import { Module } from '@nestjs/common';
import { Answering } from './answering';
import { AssistantController } from './assistant.controller';
import { PurgeController } from './purge.controller';
import { WarmController } from './warm.controller';
import { Warmer } from './warmer';
import { AnswerStreams } from './streaming/answer-streams';

@Module({
  controllers: [AssistantController, PurgeController, WarmController],
  providers: [Answering, AnswerStreams, Warmer],
  exports: [Answering],
})
export class AssistantModule {}
