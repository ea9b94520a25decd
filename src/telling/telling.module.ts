import { Module } from '@nestjs/common';
import { Answering } from './answering';
import { AnswerStreams } from './streaming/answer-streams';

/** How an answer is told, whichever API asked for it. */
@Module({ providers: [Answering, AnswerStreams], exports: [Answering] })
export class TellingModule {}
