import OpenAI, { APIError } from 'openai';
import { LanguageModel, ModelUnavailableError, type Finish, type ModelEvent } from '../../ports';
import type { Prompt, Usage } from '../../words';
import { serverName } from '../server-name';
import { readChunk, type Chunk } from './completion-chunk';
import { StreamFault, StreamWatch, type StreamLimits } from './stream-watch';
import { renderPrompt, TEMPLATE_HASH } from './template';

export interface OpenAiLanguageOptions extends StreamLimits {
  /** Up to and with the version, as `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  /** Servers without keys take any. */
  readonly apiKey: string;
  readonly model: string;
  /** 0–2; the server's own when left out. */
  readonly temperature?: number | undefined;
  /** Longest answer, in the model's tokens. */
  readonly maxTokens: number;
}

/** OpenAI's reasoning models refuse `max_tokens`; most other servers know nothing else. */
const RENAMED_MAX_TOKENS = /^(?:o\d|gpt-5)/;

/** What the stream has said of its end so far. */
interface Outcome {
  finish: Finish | null;
  refused: boolean;
  usage: Usage | null;
}

/** Any server with OpenAI's streaming `POST /chat/completions`. One attempt: who retries decides above. */
export class OpenAiLanguageModel extends LanguageModel {
  readonly modelId: string;
  readonly #options: OpenAiLanguageOptions;
  readonly #client: OpenAI;

  constructor(options: OpenAiLanguageOptions) {
    super();
    const { model, temperature, maxTokens } = options;
    this.#options = options;
    this.modelId = `openai:${model}:temperature=${temperature ?? 'default'}:max=${maxTokens}:prompt=${TEMPLATE_HASH}@${serverName(options.baseUrl)}`;
    this.#client = new OpenAI({
      baseURL: options.baseUrl,
      apiKey: options.apiKey,
      maxRetries: 0,
      timeout: options.totalMs,
      // Otherwise these are read from the environment, and a debug level would print the texts.
      organization: null,
      project: null,
      logLevel: 'off',
    });
  }

  /**
   * A refusal's words are tokens too, and the end is then `refused`. Leaving the iteration ends the request.
   * @throws {ModelUnavailableError} whose cause says what the server did and quotes nothing
   * @throws the reason of `signal` when it fires
   */
  async *stream(prompt: Prompt, signal?: AbortSignal): AsyncGenerator<ModelEvent> {
    signal?.throwIfAborted();
    const outcome: Outcome = { finish: null, refused: false, usage: null };
    const watch = new StreamWatch(this.#options, signal);
    try {
      for await (const { text } of this.#chunks(prompt, { watch, outcome })) {
        if (text !== '') yield { type: 'token', text };
      }
    } catch (error) {
      signal?.throwIfAborted();
      // After its finish reason an answer is complete, whatever becomes of the usage behind it.
      if (!outcome.finish) throw new ModelUnavailableError('language', withoutTexts(watch.fault ?? error));
    } finally {
      watch.close();
    }
    yield {
      type: 'end',
      finish: outcome.refused ? 'refused' : (outcome.finish ?? 'other'),
      usage: outcome.usage,
    };
  }

  /** @throws whatever the client throws, {@link StreamFault}, or the reason of the watch's signal */
  async *#chunks(
    prompt: Prompt,
    { watch, outcome }: { watch: StreamWatch; outcome: Outcome },
  ): AsyncGenerator<Chunk> {
    let chunks = 0;
    let working = false;
    for await (const data of await this.#request(prompt, watch.signal)) {
      const chunk = readChunk(data);
      chunks += 1;
      working ||= chunk.working;
      outcome.finish = chunk.finish ?? outcome.finish;
      outcome.refused ||= chunk.refused;
      outcome.usage = chunk.usage ?? outcome.usage;
      if (working) watch.pause();
      yield chunk;
      if (working) watch.resume();
    }
    // The client ends an aborted stream as if it were complete, and a page of HTML as if it were an empty one.
    watch.signal.throwIfAborted();
    if (chunks === 0)
      throw new StreamFault('The server answered with something other than a stream of chunks.');
  }

  #request(prompt: Prompt, signal: AbortSignal): PromiseLike<AsyncIterable<unknown>> {
    const { model, temperature, maxTokens } = this.#options;
    const limit = RENAMED_MAX_TOKENS.test(model)
      ? { max_completion_tokens: maxTokens }
      : { max_tokens: maxTokens };
    return this.#client.chat.completions.create(
      {
        model,
        messages: renderPrompt(prompt),
        stream: true,
        stream_options: { include_usage: true },
        ...limit,
        ...(temperature === undefined ? {} : { temperature }),
      },
      { signal },
    );
  }
}

/** Servers quote prompts in their messages, and parsers what they could not read: only kind, status and code are left. */
function withoutTexts(error: unknown): Error {
  if (error instanceof StreamFault) return error;
  if (!(error instanceof Error)) return new Error('Unknown.');
  const status: unknown = error instanceof APIError ? error.status : undefined;
  const parts = [
    error.constructor.name,
    typeof status === 'number' ? `HTTP ${status}` : null,
    socketCode(error.cause),
  ];
  return new Error(parts.filter((part) => part !== null).join(' '));
}

function socketCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? socketCode(error.cause) : null;
}
