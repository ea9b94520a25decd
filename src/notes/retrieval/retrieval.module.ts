import { Module } from '@nestjs/common';
import { Retriever } from '../../core';
import { NotesRetriever } from './notes-retriever';
import { ScopeSizes } from './scope-sizes';

/** The core's `Retriever` over notes. */
@Module({
  providers: [ScopeSizes, { provide: Retriever, useClass: NotesRetriever }],
  exports: [Retriever],
})
export class RetrievalModule {}
