import { Module } from '@nestjs/common';
import { ChunkEmbedder } from './chunks/chunk-embedder';
import { EmbeddingSpace } from './chunks/embedding-space';
import { NotesController } from './notes.controller';
import { NotesService } from './notes.service';
import { Reindex } from './reindex';

@Module({
  controllers: [NotesController],
  providers: [NotesService, ChunkEmbedder, EmbeddingSpace, Reindex],
  exports: [NotesService],
})
export class NotesModule {}
