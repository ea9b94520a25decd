import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AnswerProfiles } from './answer-profile';
import { Arrival } from './arrival';
import { L1ResponseModule } from './cache/l1-response/l1-response.module';
import { L2EmbeddingModule } from './cache/l2-embedding/l2-embedding.module';
import { L3ContextModule } from './cache/l3-context/l3-context.module';
import { EvidenceGatherer } from './evidence';
import { Flights } from './flight/flights';
import { Leadership } from './flight/leadership';
import { FreshnessModule } from './freshness/freshness.module';
import { Generation } from './generation';
import { LedgerModule } from './ledger/ledger.module';
import { Clock } from './ports';
import { PopularQuestions } from './refresh/popular-questions';
import { Refresher } from './refresh/refresher';
import { Retrieval } from './retrieval';
import { ExactRung } from './rungs/exact';
import { GeneratedRung } from './rungs/generated';
import { Purger } from './purger';
import { RevalidatedRung } from './rungs/revalidated';
import { SemanticRung } from './rungs/semantic';
import { SystemClock } from './system-clock';
import { TextVectors } from './text-vectors';
import { Trivet } from './trivet';

/** The application around the core: what it exports is visible to every module of the core. */
@Module({})
class TrivetHost {}

const LAYER_MODULES = [LedgerModule, FreshnessModule, L1ResponseModule, L2EmbeddingModule, L3ContextModule];

@Module({
  imports: LAYER_MODULES,
  providers: [
    Trivet,
    Arrival,
    AnswerProfiles,
    ExactRung,
    RevalidatedRung,
    SemanticRung,
    GeneratedRung,
    EvidenceGatherer,
    Retrieval,
    Flights,
    Leadership,
    Generation,
    Purger,
    TextVectors,
    PopularQuestions,
    Refresher,
  ],
  exports: [Trivet, Purger, Refresher, TextVectors, ...LAYER_MODULES],
})
export class TrivetModule {
  /**
   * Puts the pipeline into a Nest application.
   *
   * @param host modules that between them export `TrivetSettings`, `Sql` on the primary that holds the watched tables, and the ports `EmbeddingModel`, `LanguageModel` and `Retriever`
   */
  static forRoot({ host }: { readonly host: (Type | DynamicModule)[] }): DynamicModule {
    return {
      module: TrivetModule,
      global: true,
      imports: [
        {
          module: TrivetHost,
          global: true,
          imports: host,
          providers: [{ provide: Clock, useClass: SystemClock }],
          exports: [...host, Clock],
        },
      ],
    };
  }
}
