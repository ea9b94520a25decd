import { Module } from '@nestjs/common';
import { Answering } from './answering';
import { NoteAddresses } from './citations/note-addresses';
import { AnswerStreams } from './streaming/answer-streams';

/** How an answer is told, whichever API asked for it. */
@Module({ providers: [Answering, AnswerStreams, NoteAddresses], exports: [Answering, NoteAddresses] })
export class TellingModule {}
