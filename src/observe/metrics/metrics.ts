import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { Authentication } from '../../auth/authentication';
import { PERSON_OUTCOMES } from '../../auth/persons/person-counts';
import {
  Counters,
  type Durations,
  Judgements,
  LayerCensus,
  LAYERS,
  type LayerSize,
  OnceASecond,
  SHARED_STORE_STATES,
  TrivetSettings,
  UPSTREAM_STATES,
  UPSTREAMS,
} from '../../core';
import { histogramText } from './histogram-text';
import { Sampled, type Sample } from './sampled';
import { defineSemantic, defineStandings } from './semantic-metrics';

/** The counters as Prometheus reads them (text format 0.0.4): a view that is made when somebody asks. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly sampled = new Sampled(this.registry);

  constructor(
    private readonly counters: Counters,
    private readonly census: LayerCensus,
    authentication: Authentication,
    { semantic }: TrivetSettings,
    judgements: Judgements,
    once: OnceASecond,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.defineLayers(counters);
    this.defineAnswers(counters);
    this.defineWork(counters);
    this.defineUpstreams(counters);
    this.defineSharedStore(counters);
    defineSemantic(this.sampled, { counts: counters.semantic, settings: semantic });
    if (semantic.mode !== 'off') defineStandings(this.sampled, { judgements, once });
    this.definePersons(authentication);
  }

  async text(): Promise<string> {
    const { layers, answers, work } = this.counters;
    const lookups = LAYERS.map((layer): [Readonly<Record<string, string>>, Durations] => [
      { layer },
      layers[layer].hitTimes,
    ]);
    return [
      await this.registry.metrics(),
      histogramText('trivet_lookup_hit_seconds', 'Time of look-ups that found a fresh entry', lookups),
      histogramText('trivet_answer_seconds', 'Time from a question to its answer', [
        [{ result: 'hit' }, answers.hitTimes],
        [{ result: 'miss' }, answers.missTimes],
      ]),
      histogramText('trivet_step_seconds', 'Time of the work behind the caches', [
        [{ step: 'embed' }, work.embedTimes],
        [{ step: 'retrieve' }, work.retrieveTimes],
        [{ step: 'rerank' }, work.rerankTimes],
        [{ step: 'generate' }, work.modelTimes],
        [{ step: 'condense' }, work.condenseTimes],
      ]),
    ].join('\n');
  }

  private defineLayers(counters: Counters): void {
    this.sampled.counter('trivet_lookups_total', 'Look-ups by layer and outcome', () =>
      LAYERS.flatMap((layer): Sample[] => {
        const { fresh, outdated, missed } = counters.layers[layer];
        return [
          [{ layer, outcome: 'fresh' }, fresh],
          [{ layer, outcome: 'outdated' }, outdated],
          [{ layer, outcome: 'miss' }, missed],
        ];
      }),
    );
    this.sampled.counter('trivet_entries_total', 'Entries stored, dropped and evicted by layer', () =>
      LAYERS.flatMap((layer): Sample[] => {
        const { stored, dropped, evicted } = counters.layers[layer];
        return [
          [{ layer, event: 'store' }, stored],
          [{ layer, event: 'drop' }, dropped],
          [{ layer, event: 'evict' }, evicted],
        ];
      }),
    );
    this.sampled.counter('trivet_cache_faults_total', 'Failures of a cache that were treated as misses', () =>
      LAYERS.map((layer): Sample => [{ layer }, counters.layers[layer].faults]),
    );
    this.sizes('trivet_cache_entries', 'Entries held now', ({ entries }) => entries);
    this.sizes('trivet_cache_bytes', 'Estimated bytes held now', ({ bytes }) => bytes);
  }

  private defineAnswers({ answers }: Counters): void {
    this.sampled.counter('trivet_answers_total', 'Answers by how they were matched', () =>
      Object.entries(answers.byMatch).map(([match, count]): Sample => [{ match }, count]),
    );
    this.sampled.counter('trivet_misses_total', 'Answers that had to be generated, by reason', () =>
      [...answers.byReason].map(([reason, count]): Sample => [{ reason }, count]),
    );
    this.sampled.counter('trivet_stale_total', 'Exact hits served while the database did not answer', () => [
      [{}, answers.stale],
    ]);
    this.sampled.counter('trivet_collapsed_total', 'Answers shared from a running flight', () => [
      [{}, answers.collapsed],
    ]);
    this.sampled.counter(
      'trivet_degraded_total',
      'Answers quoted from the notes because the model failed',
      () => [[{}, answers.degraded]],
    );
    this.sampled.counter(
      'trivet_unanswerable_total',
      'Answers which say that the notes do not answer',
      () => [[{}, answers.unanswerable]],
    );
    this.sampled.counter(
      'trivet_bypassed_total',
      'What was asked about chats themselves, and went past the caches, by outcome',
      () => Object.entries(answers.bypassed).map(([outcome, count]): Sample => [{ outcome }, count]),
    );
    this.sampled.counter('trivet_cost_usd_total', 'Model cost in US dollars, spent and saved', () => [
      [{ kind: 'spent' }, answers.costUsd],
      [{ kind: 'saved' }, answers.costSavedUsd],
    ]);
    this.sampled.counter('trivet_time_saved_seconds_total', 'Generation time that hits did not need', () => [
      [{}, answers.timeSavedMs / 1_000],
    ]);
  }

  private defineWork({ work }: Counters): void {
    this.sampled.counter('trivet_model_calls_total', 'Calls of the language model by outcome', () =>
      Object.entries(work.modelCalls).map(([outcome, count]): Sample => [{ outcome }, count]),
    );
    this.sampled.counter(
      'trivet_standalone_total',
      'Questions behind other turns, by what made them standalone',
      () => Object.entries(work.condensed).map(([by, count]): Sample => [{ by }, count]),
    );
    this.sampled.counter('trivet_leads_total', 'Flights by who did their work, of all instances', () =>
      Object.entries(work.leads).map(([kind, count]): Sample => [{ kind }, count]),
    );
    this.sampled.counter('trivet_embedded_texts_total', 'Texts that the embedding model was given', () => [
      [{}, work.embeddedTexts],
    ]);
    this.sampled.counter('trivet_retrievals_total', 'Searches in the database', () => [
      [{}, work.retrievals],
    ]);
    this.sampled.counter(
      'trivet_reranks_total',
      'Searches that a reranker was to put in order, by outcome',
      () => Object.entries(work.reranks).map(([outcome, count]): Sample => [{ outcome }, count]),
    );
    this.sampled.counter(
      'trivet_background_drops_total',
      'Stores dropped because the queue was full or the process ended',
      () => [[{}, work.backgroundDrops]],
    );
    this.sampled.counter('trivet_refreshes_total', 'Popular questions asked again after an edit', () =>
      Object.entries(work.refreshes).map(([outcome, count]): Sample => [{ outcome }, count]),
    );
    this.sampled.counter(
      'trivet_erased_documents_total',
      'Documents whose words were erased from the caches',
      () => Object.entries(work.erasedDocuments).map(([place, count]): Sample => [{ place }, count]),
    );
    this.sampled.counter(
      'trivet_erasure_failures_total',
      'Erasures from the caches that failed and are tried again',
      () => [[{}, work.erasureFailures]],
    );
    this.sampled.counter(
      'trivet_foreign_passages_total',
      'Alarms: passages from outside the scope of a question',
      () => [[{}, work.foreignPassages]],
    );
  }

  private defineUpstreams({ upstreams }: Counters): void {
    this.sampled.gauge('trivet_upstream_state', 'Whether a model is in this state: 1 or 0', () =>
      UPSTREAMS.flatMap((upstream) =>
        UPSTREAM_STATES.map((state): Sample => [
          { upstream, state },
          Number(upstreams[upstream].state === state),
        ]),
      ),
    );
    this.sampled.counter('trivet_upstream_retries_total', 'Calls of a model that were repeated', () =>
      UPSTREAMS.map((upstream): Sample => [{ upstream }, upstreams[upstream].retries]),
    );
  }

  private defineSharedStore({ sharedStore }: Counters): void {
    this.sampled.gauge('trivet_shared_store_state', 'Whether Redis is in this state: 1 or 0', () =>
      SHARED_STORE_STATES.map((state): Sample => [{ state }, Number(sharedStore.state === state)]),
    );
    this.sampled.counter(
      'trivet_shared_store_failures_total',
      'Commands that Redis did not do, sent or not',
      () => [[{}, sharedStore.failures]],
    );
  }

  private definePersons({ persons }: Authentication): void {
    this.sampled.counter(
      'trivet_named_persons_total',
      'Requests that named a person, by what became of that',
      () => PERSON_OUTCOMES.map((outcome): Sample => [{ outcome }, persons.of(outcome)]),
    );
  }

  private sizes(name: string, help: string, valueOf: (size: LayerSize) => number): void {
    const samples = async (): Promise<readonly Sample[]> => {
      const sizes = await this.census.sizes();
      return LAYERS.map((layer) => [{ layer }, valueOf(sizes[layer])]);
    };
    this.sampled.asyncGauge(name, help, { label: 'layer', samples });
  }
}
