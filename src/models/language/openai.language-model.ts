import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { LanguageModel, type ModelEvent, type Prompt, type Sampling } from '../../core';
import type { BulkheadOptions } from '../upstream/bulkhead';
import { CallPlaces } from '../upstream/call-places';
import { openAiClient } from '../upstream/openai-client';
import { serverName } from '../upstream/server-name';
import type { Upstream } from '../upstream/upstream';
import { faultOf, UpstreamFault } from '../upstream/upstream-fault';
import { beginCompletion, Completion } from './completion';
import type { Chunk } from './completion-chunk';
import { StreamWatch, type StreamLimits } from './stream-watch';
import {
  AcceptedParameters,
  refusedParameter,
  type ParameterName,
  type RequestParameters,
} from './request-parameters';
import { holdsMark } from './thinking';
import { CalledSoFar } from './called-so-far';
import { formRequest, type FormRequest } from './form-request';
import { FORMATS_HASH, renderPrompt, TEMPLATE_HASH, type ChatMessage } from './template';

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
  /** Calls that the server is sent at once, and those that may wait for a place. */
  readonly places: BulkheadOptions;
  /** The server's "it is down" policy, retries included. */
  readonly upstream: Upstream;
  /** Told of each parameter that the model turned out not to take, once. It must not throw. */
  readonly onRefusedParameter?: (name: string) => void;
}

/** The tokens of no answer are this long on average. A server that ignores `max_tokens` is stopped here. */
const CHARS_PER_TOKEN = 32;

/** A chunk of one token, thinking included, is some 300 bytes of JSON. */
const BYTES_PER_TOKEN = 1_024;
const LEAST_BYTES = 4_194_304;

/** Any server with OpenAI's streaming `POST /chat/completions`. */
export class OpenAiLanguageModel extends LanguageModel {
  readonly modelId: string;
  readonly name: string;
  readonly formats = FORMATS_HASH;
  readonly #options: OpenAiLanguageOptions;
  readonly #client: OpenAI;
  readonly #parameters: AcceptedParameters;
  readonly #calls: CallPlaces;
  #thinksUnmarked = false;

  constructor(options: OpenAiLanguageOptions) {
    super();
    const { model, temperature, maxTokens } = options;
    this.#options = options;
    this.#parameters = new AcceptedParameters(options);
    this.#calls = new CallPlaces('language', { ...options, longestWaitMs: options.firstTokenMs });
    this.name = model;
    this.modelId = `openai:${model}:temperature=${temperature ?? 'default'}:max=${maxTokens}:prompt=${TEMPLATE_HASH}@${serverName(options.baseUrl)}`;
    this.#client = openAiClient({
      ...options,
      timeoutMs: options.totalMs,
      maxBytes: LEAST_BYTES + maxTokens * BYTES_PER_TOKEN,
    });
  }

  /**
   * Streams the answer's tokens and then its end. A refusal's words are tokens too, and its end is `refused`. The model's thinking
   * is no part of the answer.
   *
   * Leaving the iteration ends the request. Attempts are repeated only until the model has begun: tokens cannot be
   * taken back.
   *
   * @throws {ModelBusyError} when too many calls run and wait already
   * @throws {ModelUnavailableError} whose cause says what the server did, without what it was sent
   * @throws the reason of `signal` when it fires
   */
  async *stream(prompt: Prompt, signal?: AbortSignal): AsyncGenerator<ModelEvent> {
    const leave = await this.#calls.enter(signal);
    try {
      yield* this.#answer(prompt, signal);
    } finally {
      leave();
    }
  }

  async *#answer(prompt: Prompt, signal?: AbortSignal): AsyncGenerator<ModelEvent> {
    const { upstream, maxTokens } = this.#options;
    const messages = renderPrompt(prompt);
    const completion = new Completion(maxTokens * CHARS_PER_TOKEN, {
      beginsInside: this.#thinksUnmarked,
      mayQuoteMarks: messages.some(({ content }) => holdsMark(content)),
    });
    const called = new CalledSoFar();
    const watch = new StreamWatch(this.#options, signal);
    try {
      const form = prompt.format && formRequest(prompt.format);
      const begin = () => this.#begin({ messages, sampling: prompt.sampling, form }, watch);
      for await (const chunk of await upstream.call(begin, watch)) {
        const text = completion.add(chunk);
        if (completion.hasLeakedThinking) throw this.#leaked();
        if (text !== '') yield { type: 'token', text };
        yield* called.add(chunk.calls);
        watch.expectEnd(completion.isWhole);
      }
      if (!completion.finish) throw new UpstreamFault('rubbish', 'The answer ended before it was complete.');
    } catch (error) {
      signal?.throwIfAborted();
      // Behind its finish reason an answer is complete, even when the usage fails to come.
      if (!completion.finish || !completion.survivesBreakingOff || completion.hasLeakedThinking)
        throw upstream.brokeOff(error);
    } finally {
      watch.close();
    }
    const rest = completion.end();
    if (completion.hasNotThought) this.#thinksUnmarked = false;
    if (rest !== '') yield { type: 'token', text: rest };
    yield { type: 'end', finish: completion.finish, usage: completion.usageFor(messages) };
  }

  /** One attempt. A parameter that the server refuses by name is left out, and the request goes on. */
  async #begin({ messages, sampling = {}, form }: Asked, watch: StreamWatch): Promise<AsyncGenerator<Chunk>> {
    const without = new Set<ParameterName>();
    for (;;) {
      const parameters = this.#parameters.for(sampling, without);
      try {
        const chunks = await beginCompletion(
          this.#request({ messages, ...parameters, ...form }, watch.signal),
          watch,
        );
        for (const name of this.#parameters.remember(without)) this.#options.onRefusedParameter?.(name);
        return chunks;
      } catch (error) {
        // A busy or broken server may name a parameter, too; it is asked again as the retry policy says.
        const complaint = error instanceof UpstreamFault && error.kind === 'refused' ? error.complaint : null;
        const refused = complaint && refusedParameter(complaint, parameters);
        if (!refused) throw faultOf(error).toldOf(messages.map(({ content }) => content));
        without.add(refused);
      }
    }
  }

  /** The model's template opens its thinking, so the server sends no opening mark: until an answer shows otherwise, it is known. */
  #leaked(): UpstreamFault {
    this.#thinksUnmarked = true;
    return new UpstreamFault('rubbish', 'The answer held the model’s thinking.');
  }

  #request(
    asked: Pick<ChatCompletionCreateParamsStreaming, 'messages'> & RequestParameters & FormRequest,
    signal: AbortSignal,
  ): PromiseLike<AsyncIterable<unknown>> {
    const { model } = this.#options;
    return this.#client.chat.completions.create({ ...asked, model, stream: true }, { signal });
  }
}

interface Asked {
  readonly messages: ChatMessage[];
  readonly sampling?: Sampling | undefined;
  readonly form?: FormRequest | undefined;
}
