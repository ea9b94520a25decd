/**
 * The core's only door: nothing outside `core/` imports deeper (a lint rule). What a host gives comes first, then what it
 * gets, in the order of a question.
 */
export { TrivetModule } from './trivet.module';
export * from './settings';

// Ports: what a host gives.
export * from './ports/answer-judge';
export * from './ports/clock';
export * from './ports/embedding-model';
export * from './ports/evidence-quoter';
export * from './ports/language-model';
export * from './ports/model.errors';
export * from './ports/question-condenser';
export * from './ports/reranker';
export * from './ports/retriever';
export * from './ports/sql';
export * from './ports/words';
export { STAMPS_COLUMN, STAMPS_CTE, parseStamps } from './freshness/stamps';
export { Leases, NoLeases, type Acquired, type Holder, type Lease, type WorkEnd } from './flight/leases';
export { ENDED_TTL_MS, LEASE_TTL_MS, TOLD_TTL_MS } from './flight/leases';
export { RemoteDownError, RemoteStore } from './cache/shared/remote-store';
export type { IndexEntry, RemoteEntry } from './cache/shared/remote-store';
export type { CacheKey } from './question/keys';
export { canonicalQuestion } from './question/canonical';
export { Waits } from './waiting/waits';
export { withDeadline, type Deadline } from './waiting/deadline';

// Asking.
export { Trivet } from './pipeline/trivet';
export type { Ask } from './pipeline/arrival';
export { OWN_ANSWER, type CachePolicy } from './pipeline/inquiry';
export { isShared, type Hit, type Miss, type Reply, type Timings } from './pipeline/reply';
export { piecesOf, type AnswerEvent, type AnswerFlight, type AnswerPiece } from './flight/answer-flight';
export { degradedBecause, FlightAbandonedError, storingOf, type Landing } from './flight/flight-end';
export { AnswerForms } from './forms/answer-forms';
export { costUsd } from './ledger/price';
export * from './errors';
export { StampsUnavailableError } from './freshness/stamps-unavailable.error';
export { TextVectors } from './cache/l2-embedding/text-vectors';
export { vectorText } from './semantic/vector-text';
export { citationMarks, type CitationMark } from './citations/citation-marks';

// Questions that mean the same.
export { Judgements, type Serving } from './semantic/judgements';
export { Comparisons } from './semantic/comparisons';
export { standsFrom, type Standing } from './semantic/standing';
export { wordsOfCertificate } from './semantic/statistics/certificate-words';
export { Servings } from './semantic/servings';
export { SemanticReports, type SemanticReport } from './semantic/semantic-report';
export { SemanticSimilarity, type Similarity } from './pipeline/semantic-similarity';
export type { SemanticMatch } from './semantic/semantic-match';
export type { SemanticCounts } from './ledger/counts/semantic-counts';

// To measure what is served of questions that mean the same.
export { rejectingGate } from './semantic/gates/gates';
export { evidenceHolds, type EvidenceStrength } from './semantic/gates/evidence.gate';
export { read, type Reading } from './semantic/gates/reading';
export { newStanding, withJudgement } from './semantic/standing';
export { overlapJudge } from './semantic/overlap-judge';

// What a host tells the core: documents changed.
export { Erasure } from './cache/erasure/erasure';
export { Refresher } from './refresh/refresher';

// Operating.
export { Purger } from './freshness/purger';
export { PURGEABLE } from './freshness/purge-marks';
export { readinessProblems } from './freshness/freshness-check';
export { LedgerModule } from './ledger/ledger.module';
export { Ledger } from './ledger/bus';
export { Counters } from './ledger/counters';
export type { LayerCounts } from './ledger/counts/layer-counts';
export type { LayerSize } from './ledger/gauges';
export * from './ledger/events';
export { DURATION_BUCKETS_S, type Durations } from './ledger/durations';
export { Fleet, type FleetReport } from './fleet/fleet';
export { LayerCensus, type LayerSizes } from './fleet/layer-census';
export { OnceASecond } from './fleet/once-a-second';
