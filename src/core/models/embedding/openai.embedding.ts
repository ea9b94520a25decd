import { setTimeout as wait } from 'node:timers/promises';
import OpenAI, { APIConnectionError, APIError } from 'openai';
import { EmbeddingModel, ModelUnavailableError } from '../../ports';
import { serverName } from '../server-name';
import { readVectors } from './openai.response';

export interface OpenAiEmbeddingOptions {
  /** Up to and with the version, as `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  /** Servers without keys take any. */
  readonly apiKey: string;
  readonly model: string;
  /** Length of the model's vectors. Asked for only where it can be chosen: of `text-embedding-3` and later. */
  readonly dimensions: number;
  /** For one batch of texts, a second attempt included. */
  readonly timeoutMs: number;
}

const TEXTS_PER_REQUEST = 64;
const BYTES_PER_TOKEN = 3;
const PAUSE_BEFORE_RETRY_MS = 250;

/** The `dimensions` parameter is "only supported in text-embedding-3 and later models" (OpenAI API reference). */
const SHORTENS = /text-embedding-3/;

/**
 * Any server with OpenAI's `POST /embeddings`. Requests take 64 texts each, one request at a time, one retry when the
 * server was not reached, was busy, or failed.
 */
export class OpenAiEmbedding extends EmbeddingModel {
  readonly modelId: string;
  readonly dimensions: number;
  /** Tokens as counted here: 1,536 bytes, less than every common embedding model takes. */
  readonly maxTokens = 512;
  /** What a low cosine means differs from model to model (unrelated texts: near 0 to above .7): none is dropped. */
  readonly relevanceFloor = 0;
  readonly #options: OpenAiEmbeddingOptions;
  readonly #client: OpenAI;

  constructor(options: OpenAiEmbeddingOptions) {
    super();
    this.#options = options;
    this.dimensions = options.dimensions;
    this.modelId = `openai:${options.model}:${options.dimensions}@${serverName(options.baseUrl)}`;
    this.#client = new OpenAI({
      baseURL: options.baseUrl,
      apiKey: options.apiKey,
      // The client's own retry sleeps through Retry-After, however long, and through an abort (openai 6.49).
      maxRetries: 0,
      // Otherwise these are read from the environment, and a debug level would print the texts.
      organization: null,
      project: null,
      logLevel: 'off',
    });
  }

  /**
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
   * An estimate, the server's tokenizer being unknown: UTF-8 bytes / 3. Prose takes fewer tokens than that in the
   * common vocabularies; long digit strings, emoji and rare scripts may take more.
   */
  countTokens(texts: readonly string[]): Promise<number[]> {
    return Promise.resolve(texts.map((text) => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN)));
  }

  async #embedBatch(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const deadline = AbortSignal.timeout(this.#options.timeoutMs);
    const stop = signal ? AbortSignal.any([signal, deadline]) : deadline;
    const input = texts.map((text) => this.#prepare(text));
    try {
      const response = await this.#request(input, stop).catch((error: unknown) =>
        this.#retry(error, input, stop),
      );
      return readVectors(response, { count: texts.length, dimensions: this.dimensions });
    } catch (error) {
      signal?.throwIfAborted();
      if (deadline.aborted) throw new ModelUnavailableError('embedding', this.#tooLate());
      throw new ModelUnavailableError('embedding', withoutTexts(error));
    }
  }

  #tooLate(): Error {
    return new Error(`No answer within ${this.#options.timeoutMs} ms.`);
  }

  async #retry(error: unknown, input: string[], signal: AbortSignal): Promise<unknown> {
    if (!isPassing(error)) throw error;
    await wait(PAUSE_BEFORE_RETRY_MS, undefined, { signal });
    return this.#request(input, signal);
  }

  /** `encoding_format` is always named: left out, the client decodes plain number arrays as base64, to garbage. */
  async #request(input: string[], signal: AbortSignal): Promise<unknown> {
    const { model, dimensions } = this.#options;
    const length = SHORTENS.test(model) ? { dimensions } : {};
    return this.#client.embeddings.create({ model, input, encoding_format: 'float', ...length }, { signal });
  }

  /** Cuts to whole characters within `maxTokens`; OpenAI refuses an empty text, so that one becomes a space. */
  #prepare(text: string): string {
    const { read } = new TextEncoder().encodeInto(text, new Uint8Array(this.maxTokens * BYTES_PER_TOKEN));
    return text.slice(0, read) || ' ';
  }
}

/** Not reached, too busy, or broken: may pass. Any other refusal would come again. */
function isPassing(error: unknown): boolean {
  if (error instanceof APIConnectionError) return true;
  return error instanceof APIError && (error.status === 429 || error.status >= 500);
}

/** Servers quote the input in their messages; what is left is the kind of error, the status, and the socket's code. */
function withoutTexts(error: unknown): Error {
  if (!(error instanceof APIError)) return error instanceof Error ? error : new Error('Unknown.');
  const status: unknown = error.status;
  const parts = [
    error.constructor.name,
    typeof status === 'number' ? `HTTP ${status}` : null,
    socketCode(error.cause),
  ];
  return new Error(parts.filter((part) => part !== null).join(' '));
}

function socketCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return socketCode(error.cause);
}
