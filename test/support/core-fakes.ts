import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BackgroundStores } from '../../src/core/cache/background-stores';
import { SharedEntries } from '../../src/core/cache/shared/shared-entries';
import type { CachePolicy } from '../../src/core/pipeline/inquiry';
import { Clock } from '../../src/core/ports/clock';
import { Retriever, type Retrieved, type Search } from '../../src/core/ports/retriever';
import { Reranker, type RankedPassage } from '../../src/core/ports/reranker';
import { LanguageModel, type ModelEvent } from '../../src/core/ports/language-model';
import { EmbeddingModel } from '../../src/core/ports/embedding-model';
import type { UpstreamName } from '../../src/core/ledger/events';
import type { AnswerPiece } from '../../src/core/flight/answer-flight';
import { Ledger } from '../../src/core/ledger/bus';
import { Counters } from '../../src/core/ledger/counters';
import { Gauges } from '../../src/core/ledger/gauges';
import { Upstream } from '../../src/models/upstream/upstream';
import { trivetSettings, type TrivetOptions, type TrivetSettings } from '../../src/core/settings';
import type { Passage, Principal, Prompt } from '../../src/core/ports/words';
import { z } from 'zod';
import { TextForm, type ValueParts } from '../../src/core/cache/shared/text-form';
import { SharedStore } from './shared-store';

/** A promise that the test ends. */
export interface Held<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export function held<T = void>(): Held<T> {
  let resolve: Held<T>['resolve'] = () => undefined;
  let reject: Held<T>['reject'] = () => undefined;
  const promise = new Promise<T>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
}

/** Lets everything happen that waits for nothing but its turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Collects all garbage now, so that a test can see what is still held. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}

/** A clock that only the test moves. */
export class HandClock extends Clock {
  constructor(private time = 1_800_000_000_000) {
    super();
  }

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}

const untold = (what: string): never => {
  throw new Error(`The test did not say what ${what} gives.`);
};

export class FakeEmbedding extends EmbeddingModel {
  modelId = 'fake-embedding';
  readonly name = 'fake-embedding';
  readonly dimensions = 2;
  readonly maxTokens = 64;
  readonly relevanceFloor = 0.25;
  readonly calls: string[][] = [];
  gives: (texts: readonly string[]) => Promise<Float32Array[]> = () => untold('the embedding model');

  embed(texts: readonly string[]): Promise<Float32Array[]> {
    this.calls.push([...texts]);
    return this.gives(texts);
  }

  countTokens(): Promise<number[]> {
    return untold('a tokenizer');
  }
}

export class FakeLanguage extends LanguageModel {
  modelId = 'fake-language';
  readonly name = 'fake';
  formats: string | null = 'fake-formats';
  override readsSimilarity = false;
  readonly prompts: Prompt[] = [];
  gives: (prompt: Prompt) => AsyncIterable<ModelEvent> = () => untold('the language model');

  stream(prompt: Prompt): AsyncIterable<ModelEvent> {
    this.prompts.push(prompt);
    return this.gives(prompt);
  }
}

export class FakeRetriever extends Retriever {
  profile = 'fake-retriever';
  readonly searches: Search[] = [];
  gives: (search: Search) => Promise<Retrieved> = () => untold('the retriever');

  /** Each person reads their own corpus and those of their workspaces. */
  corpora({ user, workspaces }: Principal): readonly string[] {
    return [`u/${user}`, ...workspaces.map((workspace) => `w/${workspace}`)];
  }

  search(search: Search): Promise<Retrieved> {
    this.searches.push(search);
    return this.gives(search);
  }
}

export class FakeReranker extends Reranker {
  modelId = 'fake-reranker';
  readonly name = 'fake-reranker';
  candidates = 30;
  gives: (question: string, passages: readonly RankedPassage[]) => Promise<readonly number[]> = () =>
    untold('the reranker');

  scores(question: string, passages: readonly RankedPassage[]): Promise<readonly number[]> {
    return this.gives(question, passages);
  }
}

/** A vector that depends on nothing but the text. */
export function vectorOf(text: string): Float32Array {
  const angle = Buffer.from(text).reduce((sum, byte) => (sum * 31 + byte) % 6_283, 7);
  return Float32Array.of(Math.cos(angle / 1_000), Math.sin(angle / 1_000));
}

/** A piece of an answer's text. */
export const token = (text: string): AnswerPiece => ({ type: 'token', text });

/** A model's whole answer: its tokens and then the end. */
export async function* says(...tokens: string[]): AsyncGenerator<ModelEvent> {
  for (const text of tokens) yield await Promise.resolve({ type: 'token', text } as const);
  yield {
    type: 'end',
    finish: 'stop',
    usage: { promptTokens: 1_000, completionTokens: 100, estimated: false },
    answerable: true,
  };
}

export const ANN: Principal = { tenant: 'acme', user: 'ann', workspaces: ['eng'], roles: [] };
export const BOB: Principal = { ...ANN, user: 'bob' };

export function passage(content: string, more: Partial<Passage> = {}): Passage {
  return {
    id: `chunk of ${content}`,
    documentId: `note of ${content}`,
    corpus: 'w/eng',
    title: 'Title',
    section: ['Section'],
    content,
    similarity: 0.5,
    ...more,
  };
}

export const ANYTHING: CachePolicy = { noCache: false, noStore: false, onlyIfCached: false, maxAgeMs: null };

export function settingsWith(cache: TrivetOptions['cache'] = {}, topK = 5): TrivetSettings {
  const ttlMs = 1_000_000;
  const small = { maxBytes: 1_000_000, questionTtlMs: ttlMs, embeddingTtlMs: ttlMs, contextTtlMs: ttlMs };
  return trivetSettings({
    cache: { ...small, popularTtlMs: 0, ...cache },
    freshness: { deadlineMs: 60_000 },
    // It wants a database.
    semantic: { mode: 'off' },
    topK,
    questionMaxChars: 200,
    price: { perMtokIn: 1, perMtokOut: 10 },
  });
}

/** Waits until Node has reported every unhandled rejection. Jest 30 then fails the test. */
export async function untilRejectionsAreReported(): Promise<void> {
  await turn();
  await turn();
}

/** The ledger as its module wires it, what it has counted, and what layers say they hold. */
export function ledgerParts() {
  const [ledger, counters, gauges] = [new Ledger(), new Counters(), new Gauges()];
  ledger.subscribe(counters.count);
  return { ledger, counters, gauges };
}

/** For layers of memory alone: a shared store that is down. */
export function noRemote(): SharedEntries {
  const store = new SharedStore();
  store.isDown = true;
  return new SharedEntries(store, new BackgroundStores(new Ledger()), new HandClock(), settingsWith());
}

/** Values that are texts and quote no passage. */
export const textParts: ValueParts<string, string> = {
  schema: z.string(),
  passagesOf: () => [],
  restOf: (text) => text,
  join: (text) => text,
  quotes: false,
};

export const textForm = new TextForm(textParts);

/** The policy of a model server, with a ledger that nobody reads. */
export function upstreamOf(name: UpstreamName): Upstream {
  return new Upstream({ name, ledger: new Ledger(), probeAfterMs: 1_000, onChange: () => undefined });
}
