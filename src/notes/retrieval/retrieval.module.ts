import { Module } from '@nestjs/common';
import { Retriever } from '../../core';
import { NotesRetriever } from './notes-retriever';

/** The core's `Retriever` over notes. */
@Module({
  providers: [{ provide: Retriever, useClass: NotesRetriever }],
  exports: [Retriever],
})
export class RetrievalModule {}
