import { join } from 'node:path';
import { Logger, Module } from '@nestjs/common';
import { Settings, type EmbeddingSettings, type LanguageSettings } from './config/settings';
import { LexicalEmbedding } from './core/models/embedding/lexical.embedding';
import { MiniLmEmbedding } from './core/models/embedding/minilm.embedding';
import { OpenAiEmbedding } from './core/models/embedding/openai.embedding';
import { ExtractiveLanguageModel } from './core/models/language/extractive.language-model';
import { OpenAiLanguageModel } from './core/models/language/openai.language-model';
import { EmbeddingModel, LanguageModel } from './core/ports';
import { ModelThread } from './model-thread';

const MINILM_FOLDER = join(__dirname, '../models/all-MiniLM-L6-v2');

const logger = new Logger('Models');

/** The models that the settings name. */
@Module({
  providers: [
    {
      provide: EmbeddingModel,
      inject: [Settings],
      useFactory: ({ embedding }: Settings) => readyModel(embedding),
    },
    {
      provide: LanguageModel,
      inject: [Settings],
      useFactory: ({ language }: Settings) => languageModel(language),
    },
    ModelThread,
  ],
  exports: [EmbeddingModel, LanguageModel],
})
export class ModelsModule {}

async function readyModel(settings: EmbeddingSettings): Promise<EmbeddingModel> {
  const startedAt = performance.now();
  const model = await embeddingModel(settings);
  logger.log(
    `Embedding model ${model.modelId} ready in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.`,
  );
  return model;
}

async function embeddingModel(settings: EmbeddingSettings): Promise<EmbeddingModel> {
  switch (settings.provider) {
    case 'minilm':
      return MiniLmEmbedding.start({
        folder: MINILM_FOLDER,
        timeoutMs: settings.timeoutMs,
        onStateChange: ({ state }) => {
          if (state === 'down') logger.error('The embedding thread ended; the next request starts another.');
          else logger.log('The embedding thread works again.');
        },
      });
    case 'lexical':
      return new LexicalEmbedding();
    case 'openai':
      return new OpenAiEmbedding({ ...settings, apiKey: settings.apiKey ?? NO_KEY });
  }
}

/** The SDK refuses to be made without one; servers that need none ignore it. */
const NO_KEY = 'none';

function languageModel(settings: LanguageSettings): LanguageModel {
  if (settings.provider === 'extractive') return new ExtractiveLanguageModel();
  const { timeoutMs, apiKey = NO_KEY } = settings;
  return new OpenAiLanguageModel({
    ...settings,
    apiKey,
    firstTokenMs: timeoutMs,
    idleMs: timeoutMs,
    totalMs: timeoutMs,
  });
}
