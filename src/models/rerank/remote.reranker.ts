import type OpenAI from 'openai';
import { Reranker, type RankedPassage } from '../../core';
import type { BulkheadOptions } from '../upstream/bulkhead';
import { CallPlaces } from '../upstream/call-places';
import { callWithin } from '../upstream/call-within';
import { openAiClient } from '../upstream/openai-client';
import { serverName } from '../upstream/server-name';
import type { Upstream } from '../upstream/upstream';
import { faultOf } from '../upstream/upstream-fault';
import { readScores } from './rerank.response';

export interface RemoteRerankerOptions {
  /** What stands before `/rerank`, as `https://api.jina.ai/v1` and `https://api.cohere.com/v2`. */
  readonly baseUrl: string;
  /** Any text for a server without keys. */
  readonly apiKey: string;
  readonly model: string;
  /** How many passages are retrieved for it to choose from. */
  readonly candidates: number;
  /** For one call, retries included; the wait for a place before it may last as long. */
  readonly timeoutMs: number;
  /** Requests that the server is sent at once, and those that may wait for a place. */
  readonly places: BulkheadOptions;
  /** The server's "it is down" policy, retries included. */
  readonly upstream: Upstream;
}

/** Longest text that is sent of a question and of each passage, in characters. Common rerankers read 512 tokens of both. */
const MAX_CHARS = 2_000;
/** Of that, for title and headings. */
const MAX_LEAD_CHARS = 300;

/** Some servers send the documents back. A character takes at most 6 bytes in JSON. */
const BYTES_PER_CHAR = 6;
const LEAST_BYTES = 1_048_576;

/** Changes with what is sent of a passage. */
const TEXT_VERSION = 1;

/** Any server with the `POST /rerank` of Cohere and Jina: `{model, query, documents, top_n}` → `{results: [{index, relevance_score}]}`. */
export class RemoteReranker extends Reranker {
  readonly modelId: string;
  readonly name: string;
  readonly candidates: number;
  readonly #options: RemoteRerankerOptions;
  readonly #client: OpenAI;
  readonly #calls: CallPlaces;

  constructor(options: RemoteRerankerOptions) {
    super();
    this.#options = options;
    this.#calls = new CallPlaces('rerank', { ...options, longestWaitMs: options.timeoutMs });
    this.name = options.model;
    this.candidates = options.candidates;
    this.modelId = `rerank-${TEXT_VERSION}:${options.model}@${serverName(options.baseUrl)}`;
    this.#client = openAiClient({
      ...options,
      connectTimeoutMs: options.timeoutMs,
      maxBytes: LEAST_BYTES + options.candidates * MAX_CHARS * BYTES_PER_CHAR,
    });
  }

  /**
   * @throws {ModelBusyError} when too many requests run and wait already
   * @throws {ModelUnavailableError} whose cause says what the server did, without the texts
   */
  async scores(question: string, passages: readonly RankedPassage[]): Promise<readonly number[]> {
    const leave = await this.#calls.enter();
    try {
      const [query, documents] = [cut(question, MAX_CHARS), passages.map(textOf)];
      return await callWithin(this.#options, (signal) => this.#attempt(query, documents, signal));
    } finally {
      leave();
    }
  }

  /** A score is asked for each text: a server that left some out would decide between equal ones. */
  async #attempt(
    query: string,
    documents: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    const body = { model: this.#options.model, query, documents, top_n: documents.length };
    const response = await this.#client
      .post<unknown>('/rerank', { body, signal })
      .catch((error: unknown): never => {
        throw faultOf(error).toldOf([query, ...documents]);
      });
    return readScores(response, documents.length);
  }
}

/** Many notes repeat their title as their only top heading. */
function textOf({ title, section, content }: RankedPassage): string {
  const headings = section[0] === title ? section.slice(1) : section;
  const lead = cut([title, ...headings].join(' › '), MAX_LEAD_CHARS);
  return cut(`${lead}\n${content}`, MAX_CHARS);
}

/** No pair of surrogates is torn: servers refuse a lone one, or read U+FFFD. */
function cut(text: string, chars: number): string {
  if (text.length <= chars) return text;
  return text.slice(0, chars).replace(/[\uD800-\uDBFF]$/u, '');
}
