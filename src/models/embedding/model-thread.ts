import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { MiniLmEmbedding } from './minilm.embedding';
import { EmbeddingModel } from '../../core';

/** Ends the model's thread with the application. A process that exits while a model runs dumps its core. */
@Injectable()
export class ModelThread implements OnApplicationShutdown {
  constructor(private readonly model: EmbeddingModel) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.model instanceof MiniLmEmbedding) await this.model.close();
  }
}
