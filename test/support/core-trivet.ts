import { Condensing } from '../../src/core/conversation/condensing';
import { Conversations } from '../../src/core/conversation/conversations';
import { AnswerBook } from '../../src/core/pipeline/answer-book';
import { AnswerProfiles } from '../../src/core/question/answer-profile';
import { Bypass } from '../../src/core/pipeline/bypass';
import { Arrival } from '../../src/core/pipeline/arrival';
import { BackgroundStores } from '../../src/core/cache/background-stores';
import { L1ResponseService } from '../../src/core/cache/l1-response/l1-response.service';
import { Embedder } from '../../src/core/cache/l2-embedding/embedder';
import { L2EmbeddingService } from '../../src/core/cache/l2-embedding/l2-embedding.service';
import { VectorForm } from '../../src/core/cache/l2-embedding/vector.form';
import { L3ContextService } from '../../src/core/cache/l3-context/l3-context.service';
import type { RemoteStore } from '../../src/core/cache/shared/remote-store';
import { SharedEntries } from '../../src/core/cache/shared/shared-entries';
import { Layers } from '../../src/core/cache/layers';
import { EvidenceGatherer } from '../../src/core/pipeline/evidence';
import { Flights } from '../../src/core/flight/flights';
import { Leadership } from '../../src/core/flight/leadership';
import { NoLeases, type Leases } from '../../src/core/flight/leases';
import type { StampQuery } from '../../src/core/freshness/stamp-query';
import { StampReader } from '../../src/core/freshness/stamp-reader';
import { AnswerForms } from '../../src/core/forms/answer-forms';
import { Generation } from '../../src/core/pipeline/generation';
import type { Reranker } from '../../src/core/ports/reranker';
import type { Retriever } from '../../src/core/ports/retriever';
import type { LanguageModel } from '../../src/core/ports/language-model';
import type { EmbeddingModel } from '../../src/core/ports/embedding-model';
import { PopularQuestions } from '../../src/core/pipeline/popular-questions';
import { Reranking } from '../../src/core/pipeline/reranking';
import { Retrieval } from '../../src/core/pipeline/retrieval';
import { ExactRung } from '../../src/core/pipeline/rungs/exact';
import { GeneratedRung } from '../../src/core/pipeline/rungs/generated';
import { RevalidatedRung } from '../../src/core/pipeline/rungs/revalidated';
import { Candidates } from '../../src/core/semantic/candidates';
import { StandingKeys } from '../../src/core/semantic/standing-keys';
import { Comparisons } from '../../src/core/semantic/comparisons';
import { Judgements } from '../../src/core/semantic/judgements';
import { SemanticRung } from '../../src/core/pipeline/rungs/semantic';
import type { TrivetSettings } from '../../src/core/settings';
import { Ladder, Trivet } from '../../src/core/pipeline/trivet';
import { HandClock, settingsWith, noRemote, ledgerParts } from './core-fakes';
import { ExtractiveQuoter } from '../../src/models/extractive/extractive.quoter';

interface Surroundings {
  readonly retriever: Retriever;
  readonly embedding: EmbeddingModel;
  readonly language: LanguageModel;
  readonly query: StampQuery;
  readonly settings?: TrivetSettings;
  readonly leases?: Leases;
  readonly reranker?: Reranker;
  /** What is behind memory, or alone, as the settings say; by default a shared store that is down. */
  readonly remote?: RemoteStore | undefined;
}

/** The whole pipeline as trivet.module.ts wires it, over ports of the test's own and a clock that it holds. */
export function trivetOver({
  retriever,
  embedding,
  language,
  query,
  settings = settingsWith(),
  leases = new NoLeases(),
  reranker,
  remote,
}: Surroundings) {
  const clock = new HandClock();
  const { ledger, counters, gauges } = ledgerParts();
  const shared = remote
    ? new SharedEntries(remote, new BackgroundStores(ledger), clock, settings)
    : noRemote();
  const layers = new Layers(settings, ledger, gauges, clock, shared);
  const l1 = new L1ResponseService(layers, settings);
  const ttlMs = settings.cache.embeddingTtlMs;
  const vectors = layers.build('l2_embedding', {
    ttlMs,
    form: new VectorForm({ dimensions: embedding.dimensions, ttlMs, clock }),
    bytesOf: ({ byteLength }: Float32Array) => byteLength,
  });
  const l2 = new L2EmbeddingService(vectors, new Embedder(embedding, ledger));
  const reranking = new Reranking(ledger, reranker);
  const retrieval = new Retrieval(retriever, embedding, reranking, ledger);
  const profiles = new AnswerProfiles(language, retriever, embedding, reranker);
  const l3 = new L3ContextService(layers, settings);
  const stores = new BackgroundStores(ledger);
  const sql = { query: () => Promise.reject(new Error('There is no database.')) };
  const standings = new StandingKeys(settings);
  const candidates = new Candidates(sql, stores, settings, ledger, standings, embedding);
  const comparisons = new Comparisons(
    new Judgements(sql, settings, ledger, clock, standings),
    stores,
    ledger,
    settings,
  );
  const evidence = new EvidenceGatherer(l2, l3, retrieval, reranking, profiles, candidates);
  const generation = new Generation(language, new ExtractiveQuoter(), new AnswerForms(), ledger);
  const stamps = new StampReader({ query, ...settings.freshness });
  const trivet = new Trivet(
    new Conversations(settings, new Condensing(settings, ledger), ledger),
    new Arrival(settings, retriever, stamps, profiles),
    new Ladder(
      new ExactRung(l1, reranking),
      evidence,
      new RevalidatedRung(l1, candidates),
      new SemanticRung(l1, candidates, settings, ledger),
      new GeneratedRung(l1, new Flights(new Leadership(leases, ledger, settings)), generation, candidates),
      comparisons,
    ),
    new AnswerBook(settings, ledger, new PopularQuestions(settings)),
    new Bypass(settings, generation, ledger),
  );
  return { trivet, counters, clock };
}
