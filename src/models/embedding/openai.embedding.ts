import type OpenAI from 'openai';
import { EmbeddingModel } from '../../core';
import type { BulkheadOptions } from '../upstream/bulkhead';
import { CallPlaces } from '../upstream/call-places';
import { callWithin } from '../upstream/call-within';
import { openAiClient } from '../upstream/openai-client';
import { serverName } from '../upstream/server-name';
import type { Upstream } from '../upstream/upstream';
import { faultOf } from '../upstream/upstream-fault';
import { readVectors } from './openai.response';

export interface OpenAiEmbeddingOptions {
  /** Up to and with the version, as `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  /** Any text for a server without keys. */
  readonly apiKey: string;
  readonly model: string;
  /** Length of the model's vectors. It is sent only to models that let a caller choose it: `text-embedding-3` and later. */
  readonly dimensions: number;
  /** For one batch of texts, retries included; the wait for a place before it may last as long. */
  readonly timeoutMs: number;
  /** Requests that the server is sent at once, and those that may wait for a place. */
  readonly places: BulkheadOptions;
  /** The server's "it is down" policy, retries included. */
  readonly upstream: Upstream;
}

const TEXTS_PER_REQUEST = 64;
const BYTES_PER_TOKEN = 3;

/** A vector's number in JSON, white space included, with room to spare. */
const BYTES_PER_NUMBER = 48;
const LEAST_BYTES = 1_048_576;

/** The `dimensions` parameter is "only supported in text-embedding-3 and later models" (OpenAI API reference). */
const SHORTENS = /text-embedding-3/;

/** Any server with OpenAI's `POST /embeddings`. A request takes up to 64 texts, and requests of one call go one at a time. */
export class OpenAiEmbedding extends EmbeddingModel {
  readonly modelId: string;
  readonly name: string;
  readonly dimensions: number;
  /** 1,536 bytes by the count below. Every common embedding model takes more. */
  readonly maxTokens = 512;
  /** No passage is dropped. A low cosine means something else in each model: unrelated texts have near 0 to above .7. */
  readonly relevanceFloor = 0;
  readonly #options: OpenAiEmbeddingOptions;
  readonly #client: OpenAI;
  readonly #calls: CallPlaces;

  constructor(options: OpenAiEmbeddingOptions) {
    super();
    this.#options = options;
    this.#calls = new CallPlaces('embedding', { ...options, longestWaitMs: options.timeoutMs });
    this.dimensions = options.dimensions;
    this.name = options.model;
    this.modelId = `openai:${options.model}:${options.dimensions}@${serverName(options.baseUrl)}`;
    this.#client = openAiClient({
      ...options,
      connectTimeoutMs: options.timeoutMs,
      maxBytes: LEAST_BYTES + TEXTS_PER_REQUEST * options.dimensions * BYTES_PER_NUMBER,
    });
  }

  /**
   * @throws {ModelBusyError} when too many requests run and wait already
   * @throws {ModelUnavailableError} whose cause says what the server did, without the texts
   * @throws the reason of `signal` when it fires
   */
  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += TEXTS_PER_REQUEST) {
      vectors.push(...(await this.#embedBatch(texts.slice(start, start + TEXTS_PER_REQUEST), signal)));
    }
    return vectors;
  }

  /**
   * An estimate, because the server's tokenizer is unknown: UTF-8 bytes / 3. In the common vocabularies prose takes
   * fewer tokens than that. Long digit strings, emoji and rare scripts may take more.
   */
  countTokens(texts: readonly string[]): Promise<number[]> {
    return Promise.resolve(texts.map((text) => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN)));
  }

  async #embedBatch(texts: readonly string[], caller?: AbortSignal): Promise<Float32Array[]> {
    const leave = await this.#calls.enter(caller);
    try {
      return await callWithin({ ...this.#options, caller }, (signal) => this.#attempt(texts, signal));
    } finally {
      leave();
    }
  }

  async #attempt(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const input = texts.map((text) => this.#prepare(text));
    const response = await this.#request(input, signal).catch((error: unknown) => {
      throw faultOf(error).toldOf(input);
    });
    return readVectors(response, { count: texts.length, dimensions: this.dimensions });
  }

  /** `encoding_format` is always named. Without it the client decodes plain number arrays as base64, to garbage. */
  async #request(input: string[], signal: AbortSignal): Promise<unknown> {
    const { model, dimensions } = this.#options;
    const length = SHORTENS.test(model) ? { dimensions } : {};
    return this.#client.embeddings.create({ model, input, encoding_format: 'float', ...length }, { signal });
  }

  /** Cuts to whole characters within `maxTokens`. OpenAI refuses an empty text, so it becomes a space. */
  #prepare(text: string): string {
    const { read } = new TextEncoder().encodeInto(text, new Uint8Array(this.maxTokens * BYTES_PER_TOKEN));
    return text.slice(0, read) || ' ';
  }
}
