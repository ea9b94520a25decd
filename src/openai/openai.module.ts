import { Module } from '@nestjs/common';
import { TellingModule } from '../telling/telling.module';
import { ChatController } from './chat/chat.controller';
import { EmbeddingsController } from './embeddings/embeddings.controller';
import { Formats } from './formats';
import { ModelList } from './models/model-list';
import { ModelsController } from './models/models.controller';

/** `/v1`, the API of OpenAI. Programs for it use Trivet by changing a base URL (docs/openai.md). */
@Module({
  imports: [TellingModule],
  controllers: [ChatController, EmbeddingsController, ModelsController],
  providers: [ModelList, Formats],
})
export class OpenAiModule {}
