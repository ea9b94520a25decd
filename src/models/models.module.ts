import { join } from 'node:path';
import { Logger, Module } from '@nestjs/common';
import {
  Settings,
  type EmbeddingSettings,
  type LanguageSettings,
  type RerankSettings,
} from '../config/settings';
import {
  AnswerJudge,
  EmbeddingModel,
  EvidenceQuoter,
  LanguageModel,
  Ledger,
  LedgerModule,
  QuestionCondenser,
  Reranker,
  type UpstreamName,
} from '../core';
import { LexicalEmbedding } from './embedding/lexical.embedding';
import { MiniLmEmbedding } from './embedding/minilm.embedding';
import { OpenAiEmbedding } from './embedding/openai.embedding';
import { ExtractiveLanguageModel } from './extractive/extractive.language-model';
import { ExtractiveQuoter } from './extractive/extractive.quoter';
import { ModelCondenser } from './language/model.condenser';
import { ModelJudge } from './language/model.judge';
import { OpenAiLanguageModel, type Refused } from './language/openai.language-model';
import { RemoteReranker } from './rerank/remote.reranker';
import { becauseOf } from './upstream/because';
import { Upstream, type UpstreamChange } from './upstream/upstream';
import { ModelThread } from './embedding/model-thread';

const MINILM_FOLDER = join(__dirname, '../../models/all-MiniLM-L6-v2');

const logger = new Logger('Models');

/** The models that the settings name. */
@Module({
  imports: [LedgerModule],
  providers: [
    {
      provide: EmbeddingModel,
      inject: [Settings, Ledger],
      useFactory: ({ embedding }: Settings, ledger: Ledger) => readyModel(embedding, ledger),
    },
    {
      provide: LanguageModel,
      inject: [Settings, Ledger],
      useFactory: ({ language }: Settings, ledger: Ledger) => languageModel(language, ledger),
    },
    {
      provide: QuestionCondenser,
      inject: [Settings, LanguageModel],
      // Quotes cannot be rewritten. Rules do it there.
      useFactory: ({ language }: Settings, model: LanguageModel) =>
        language.provider === 'extractive' ? null : new ModelCondenser(model),
    },
    {
      provide: AnswerJudge,
      inject: [Settings, LanguageModel],
      useFactory: ({ judge }: Settings, model: LanguageModel) =>
        judge === 'model' ? new ModelJudge(model) : null,
    },
    {
      provide: Reranker,
      inject: [Settings, Ledger],
      useFactory: ({ rerank }: Settings, ledger: Ledger) => rerank && reranker(rerank, ledger),
    },
    { provide: EvidenceQuoter, useClass: ExtractiveQuoter },
    ModelThread,
  ],
  exports: [EmbeddingModel, LanguageModel, QuestionCondenser, AnswerJudge, Reranker, EvidenceQuoter],
})
export class ModelsModule {}

async function readyModel(settings: EmbeddingSettings, ledger: Ledger): Promise<EmbeddingModel> {
  const startedAt = performance.now();
  const model = await embeddingModel(settings, ledger);
  logger.log(
    `Embedding model ${model.modelId} ready in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.`,
  );
  return model;
}

async function embeddingModel(settings: EmbeddingSettings, ledger: Ledger): Promise<EmbeddingModel> {
  switch (settings.provider) {
    case 'minilm':
      return MiniLmEmbedding.start({
        folder: MINILM_FOLDER,
        timeoutMs: settings.timeoutMs,
        onStateChange: ({ state }) => {
          ledger.record({ type: 'upstream', upstream: 'embedding', state });
          if (state === 'down') logger.error('The embedding thread ended; the next request starts another.');
          else logger.log('The embedding thread works again.');
        },
      });
    case 'lexical':
      return new LexicalEmbedding();
    case 'openai':
      return new OpenAiEmbedding({
        ...settings,
        apiKey: settings.apiKey ?? NO_KEY,
        upstream: upstream('embedding', settings, ledger),
      });
  }
}

/** The SDK refuses to be made without a key. Servers that need none ignore it. */
const NO_KEY = 'none';

function languageModel(settings: LanguageSettings, ledger: Ledger): LanguageModel {
  if (settings.provider === 'extractive') return new ExtractiveLanguageModel();
  const { limits, apiKey = NO_KEY } = settings;
  return new OpenAiLanguageModel({
    ...settings,
    ...limits,
    apiKey,
    connectTimeoutMs: limits.connectMs,
    upstream: upstream('language', settings, ledger),
    onRefused: (refused) => {
      logger.warn(refusalText(refused));
    },
  });
}

function reranker(settings: RerankSettings, ledger: Ledger): Reranker {
  const { apiKey = NO_KEY } = settings;
  return new RemoteReranker({ ...settings, apiKey, upstream: upstream('rerank', settings, ledger) });
}

/** No value is told: it is an asker's. */
function refusalText({ what, name }: Refused): string {
  switch (what) {
    case 'value':
      return `The language model refused a value of ${name}, and is asked without that value. Other values are sent.`;
    case 'form':
      return `The language model refuses ${name}. It is asked for a form in another way, and by ${name} again after ten minutes.`;
  }
}

function upstream(name: UpstreamName, { probeAfterMs }: { probeAfterMs: number }, ledger: Ledger): Upstream {
  return new Upstream({ name, ledger, probeAfterMs, onChange: changeLog(name) });
}

/** One line when a server goes down and one when it is back. The probes between are only counted. */
function changeLog(name: UpstreamName): (change: UpstreamChange) => void {
  let hasToldDown = false;
  return ({ state, fault }) => {
    if (state === 'up') logger.log(`The ${name} model server answers again.`);
    const why = becauseOf(name, fault);
    if (state === 'refusing')
      logger.warn(`The ${name} model server refuses one request after another: ${why}`);
    if (state === 'down' && !hasToldDown)
      logger.warn(`The ${name} model server is not asked for now: ${why}`);
    hasToldDown = state === 'down' || state === 'probing';
  };
}
