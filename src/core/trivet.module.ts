import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AnswerBook } from './pipeline/answer-book';
import { AnswerForms } from './forms/answer-forms';
import { AnswerProfiles } from './question/answer-profile';
import { Arrival } from './pipeline/arrival';
import { Bypass } from './pipeline/bypass';
import { L1ResponseModule } from './cache/l1-response/l1-response.module';
import { L2EmbeddingModule } from './cache/l2-embedding/l2-embedding.module';
import { L3ContextModule } from './cache/l3-context/l3-context.module';
import { EvidenceGatherer } from './pipeline/evidence';
import { Flights } from './flight/flights';
import { Leadership } from './flight/leadership';
import { FleetModule } from './fleet/fleet.module';
import { FreshnessModule } from './freshness/freshness.module';
import { Generation } from './pipeline/generation';
import { LedgerModule } from './ledger/ledger.module';
import { Condensing } from './conversation/condensing';
import { Conversations } from './conversation/conversations';
import { Candidates } from './semantic/candidates';
import { Comparisons } from './semantic/comparisons';
import { StandingKeys } from './semantic/standing-keys';
import { Judgements } from './semantic/judgements';
import { SemanticReports } from './semantic/semantic-report';
import { SemanticSimilarity } from './pipeline/semantic-similarity';
import { Servings } from './semantic/servings';
import { Clock } from './ports/clock';
import { PopularQuestions } from './pipeline/popular-questions';
import { Refresher } from './refresh/refresher';
import { Reranking } from './pipeline/reranking';
import { Retrieval } from './pipeline/retrieval';
import { ExactRung } from './pipeline/rungs/exact';
import { GeneratedRung } from './pipeline/rungs/generated';
import { Purger } from './freshness/purger';
import { RevalidatedRung } from './pipeline/rungs/revalidated';
import { SemanticRung } from './pipeline/rungs/semantic';
import { SystemClock } from './ports/system-clock';
import { TrivetOptions, TrivetSettings, trivetSettings } from './settings';
import { TextVectors } from './cache/l2-embedding/text-vectors';
import { Ladder, Trivet } from './pipeline/trivet';

export interface TrivetModuleOptions {
  readonly host: (Type | DynamicModule)[];
  readonly settings?: TrivetOptions;
}

/** The application around the core: what it exports is visible to every module of the core. */
@Module({})
class TrivetHost {}

const LAYER_MODULES = [
  LedgerModule,
  FreshnessModule,
  L1ResponseModule,
  L2EmbeddingModule,
  L3ContextModule,
  FleetModule,
];

@Module({
  imports: LAYER_MODULES,
  providers: [
    Trivet,
    Ladder,
    AnswerBook,
    Bypass,
    Condensing,
    Conversations,
    Arrival,
    AnswerProfiles,
    AnswerForms,
    ExactRung,
    RevalidatedRung,
    SemanticRung,
    GeneratedRung,
    EvidenceGatherer,
    Retrieval,
    Reranking,
    Flights,
    Leadership,
    Generation,
    Purger,
    TextVectors,
    PopularQuestions,
    Candidates,
    Comparisons,
    Judgements,
    StandingKeys,
    SemanticReports,
    SemanticSimilarity,
    Servings,
    Refresher,
  ],
  exports: [
    Trivet,
    AnswerForms,
    Comparisons,
    Judgements,
    SemanticReports,
    SemanticSimilarity,
    Servings,
    Purger,
    Refresher,
    TextVectors,
    ...LAYER_MODULES,
  ],
})
export class TrivetModule {
  /**
   * Puts the pipeline into a Nest application.
   *
   * @param host modules that between them export `Sql` on the primary that holds the watched tables, and the ports
   *   `EmbeddingModel`, `LanguageModel`, `EvidenceQuoter` and `Retriever`. One of them may export `TrivetOptions`, a
   *   `QuestionCondenser`, a `Reranker` and an `AnswerJudge`.
   * @param settings what shall differ from `DEFAULT_SETTINGS`; wins over the `TrivetOptions` of the host
   */
  static forRoot({ host, settings = {} }: TrivetModuleOptions): DynamicModule {
    return {
      module: TrivetModule,
      global: true,
      imports: [
        {
          module: TrivetHost,
          global: true,
          imports: host,
          providers: [
            { provide: Clock, useClass: SystemClock },
            {
              provide: TrivetSettings,
              inject: [{ token: TrivetOptions, optional: true }],
              useFactory: (exported: TrivetOptions = {}) => trivetSettings(exported, settings),
            },
          ],
          exports: [...host, Clock, TrivetSettings],
        },
      ],
    };
  }
}
