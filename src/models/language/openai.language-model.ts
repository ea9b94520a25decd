import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { LanguageModel, type ModelEvent, type Prompt, type Sampling } from '../../core/index';
import { openAiClient } from '../upstream/openai-client';
import { serverName } from '../upstream/server-name';
import type { Upstream } from '../upstream/upstream';
import { UpstreamFault } from '../upstream/upstream-fault';
import { beginCompletion, Completion } from './completion';
import { StreamWatch, type StreamLimits } from './stream-watch';
import { renderPrompt, TEMPLATE_HASH } from './template';

export interface OpenAiLanguageOptions extends StreamLimits {
  /** Up to and with the version, as `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  /** Any text for a server without keys. */
  readonly apiKey: string;
  readonly model: string;
  /** 0–2. The server's own when left out. */
  readonly temperature?: number | undefined;
  /** Longest answer, in the model's tokens. */
  readonly maxTokens: number;
  readonly connectTimeoutMs: number;
  /** The server's "it is down" policy, retries included. */
  readonly upstream: Upstream;
}

/** OpenAI's reasoning models refuse `max_tokens`. Most other servers know nothing else. */
const RENAMED_MAX_TOKENS = /^(?:o\d|gpt-5)/;

/** The tokens of no answer are this long on average. A server that ignores `max_tokens` is stopped here. */
const CHARS_PER_TOKEN = 32;

/** A chunk of one token, thinking included, is some 300 bytes of JSON. */
const BYTES_PER_TOKEN = 1_024;
const LEAST_BYTES = 4_194_304;

/** Any server with OpenAI's streaming `POST /chat/completions`. */
export class OpenAiLanguageModel extends LanguageModel {
  readonly modelId: string;
  readonly name: string;
  readonly #options: OpenAiLanguageOptions;
  readonly #client: OpenAI;

  constructor(options: OpenAiLanguageOptions) {
    super();
    const { model, temperature, maxTokens } = options;
    this.#options = options;
    this.name = model;
    this.modelId = `openai:${model}:temperature=${temperature ?? 'default'}:max=${maxTokens}:prompt=${TEMPLATE_HASH}@${serverName(options.baseUrl)}`;
    this.#client = openAiClient({
      ...options,
      timeoutMs: options.totalMs,
      maxBytes: LEAST_BYTES + maxTokens * BYTES_PER_TOKEN,
    });
  }

  /**
   * Streams the answer's tokens and then its end. A refusal's words are tokens too, and its end is `refused`.
   *
   * Leaving the iteration ends the request. Attempts are repeated only until the model has begun: tokens cannot be
   * taken back.
   *
   * @throws {ModelUnavailableError} whose cause says what the server did and quotes nothing
   * @throws the reason of `signal` when it fires
   */
  async *stream(prompt: Prompt, signal?: AbortSignal): AsyncGenerator<ModelEvent> {
    signal?.throwIfAborted();
    const { upstream, maxTokens } = this.#options;
    const messages = renderPrompt(prompt);
    const completion = new Completion(maxTokens * CHARS_PER_TOKEN);
    const parameters = this.#parameters(prompt.sampling);
    const watch = new StreamWatch(this.#options, signal);
    try {
      const begin = () => beginCompletion(this.#request({ ...parameters, messages }, watch.signal), watch);
      for await (const chunk of await upstream.call(begin, watch)) {
        completion.add(chunk);
        if (chunk.text !== '') yield { type: 'token', text: chunk.text };
        watch.expectEnd(completion.isWhole);
      }
      if (!completion.finish) throw new UpstreamFault('rubbish', 'The answer ended before it was complete.');
    } catch (error) {
      signal?.throwIfAborted();
      // Behind its finish reason an answer is complete, even when the usage fails to come.
      if (!completion.finish) throw upstream.brokeOff(error);
    } finally {
      watch.close();
    }
    yield { type: 'end', finish: completion.finish, usage: completion.usageFor(messages) };
  }

  #request(
    asked: Pick<ChatCompletionCreateParamsStreaming, 'messages'>,
    signal: AbortSignal,
  ): PromiseLike<AsyncIterable<unknown>> {
    const { model } = this.#options;
    return this.#client.chat.completions.create(
      { ...asked, model, stream: true, stream_options: { include_usage: true } },
      { signal },
    );
  }

  /**
   * The asker's values go before the operator's. Of the two longest answers the shorter one counts. An undefined
   * value is not sent.
   */
  #parameters({ maxTokens = Infinity, stop, ...asked }: Sampling = {}) {
    const { model, temperature, maxTokens: most } = this.#options;
    const limit = Math.min(most, maxTokens);
    return {
      ...(RENAMED_MAX_TOKENS.test(model) ? { max_completion_tokens: limit } : { max_tokens: limit }),
      temperature: asked.temperature ?? temperature,
      top_p: asked.topP,
      seed: asked.seed,
      stop: stop && [...stop],
      presence_penalty: asked.presencePenalty,
      frequency_penalty: asked.frequencyPenalty,
    };
  }
}
