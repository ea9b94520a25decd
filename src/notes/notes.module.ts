import { Module } from '@nestjs/common';
import { ChunkEmbedder } from './chunks/chunk-embedder';
import { EmbeddingSpace } from './chunks/embedding-space';
import { NotesController } from './notes.controller';
import { NotesService } from './notes.service';
import { Reindex } from './reindex';
import { Graphs } from './search-structure/graphs';
import { SearchIndexes } from './search-structure/indexes';
import { Sketcher } from './search-structure/sketcher';
import { SearchUpkeep } from './search-structure/upkeep';

@Module({
  controllers: [NotesController],
  providers: [
    NotesService,
    ChunkEmbedder,
    EmbeddingSpace,
    Reindex,
    Sketcher,
    SearchIndexes,
    Graphs,
    SearchUpkeep,
  ],
  exports: [NotesService],
})
export class NotesModule {}
