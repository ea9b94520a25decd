import { Module } from '@nestjs/common';
import { TellingModule } from '../telling/telling.module';
import { ChatController } from './chat/chat.controller';
import { CompletionsController } from './completions/completions.controller';
import { EmbeddingsController } from './embeddings/embeddings.controller';
import { Formats } from './formats';
import { ModelList } from './models/model-list';
import { ModelsController } from './models/models.controller';
import { ResponsesController } from './responses/responses.controller';

/** `/v1`, the API of OpenAI. Programs for it use Trivet by changing a base URL (docs/openai.md). */
@Module({
  imports: [TellingModule],
  controllers: [
    ChatController,
    ResponsesController,
    CompletionsController,
    EmbeddingsController,
    ModelsController,
  ],
  providers: [ModelList, Formats],
})
export class OpenAiModule {}
