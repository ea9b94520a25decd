import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { LanguageModel, type ModelEvent, type AnswerFormat, type Prompt } from '../../core';
import type { BulkheadOptions } from '../upstream/bulkhead';
import { CallPlaces } from '../upstream/call-places';
import { openAiClient } from '../upstream/openai-client';
import { serverName } from '../upstream/server-name';
import type { Upstream } from '../upstream/upstream';
import { faultOf, UpstreamFault } from '../upstream/upstream-fault';
import { beginCompletion, Completion } from './completion';
import type { Chunk } from './completion-chunk';
import { StreamWatch, type StreamLimits } from './stream-watch';
import { AcceptedParameters, refusedParameter, type RequestParameters } from './request-parameters';
import { holdsMark } from './thinking';
import { FormReader } from './form-reader';
import { formInstruction, formRequest, type FormRequest } from './form-request';
import { FormWays, refusesForm, type FormWay } from './form-ways';
import { mayQuoteMark, NoAnswerFilter } from './no-answer';
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
  /** Told of what the model turned out not to take. It must not throw. */
  readonly onRefused?: (refused: Refused) => void;
}

/**
 * - `value`: a first value of a parameter was refused. Its other values are sent.
 * - `form`: a way of asking for a form was refused so often that it rests.
 */
export interface Refused {
  readonly what: 'value' | 'form';
  readonly name: string;
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
  readonly #forms = new FormWays();
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
    const reader = new FormReader(prompt.format);
    const isOverNotes = !prompt.format && !prompt.task;
    const mark = isOverNotes ? new NoAnswerFilter(mayQuoteMark(prompt)) : null;
    const watch = new StreamWatch(this.#options, signal);
    try {
      const begin = () => this.#begin({ messages, prompt }, watch);
      for await (const chunk of await upstream.call(begin, watch)) {
        const text = completion.add(chunk);
        if (completion.hasLeakedThinking) throw this.#leaked();
        yield* reader.add(mark ? mark.add(text) : text, chunk.calls);
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
    yield* reader.add(mark ? mark.add(rest) + mark.end() : rest, []);
    yield* reader.end();
    const { finish } = completion;
    yield { type: 'end', finish, usage: completion.usageFor(messages), answerable: mark && mark.answerable };
  }

  /** One attempt. What the server refuses by name is left out, and a form asked for in another way, and the request goes on. */
  async #begin({ messages, prompt }: Asked, watch: StreamWatch): Promise<AsyncGenerator<Chunk>> {
    const { sampling = {}, format } = prompt;
    const without = new Map<string, unknown>();
    const ways = format ? [...this.#forms.for(format)] : [];
    const refusedWays: FormWay[] = [];
    for (;;) {
      const parameters = this.#parameters.for(sampling, without);
      const [way = 'words'] = ways;
      try {
        const asked = { ...inForm(messages, format, way), ...parameters };
        const chunks = await beginCompletion(this.#request(asked, watch.signal), watch);
        this.#tell('value', this.#parameters.remember(without));
        if (format) this.#tell('form', this.#forms.remember(way, refusedWays));
        return chunks;
      } catch (error) {
        // A busy or broken server may name a parameter, too; it is asked again as the retry policy says.
        const complaint = error instanceof UpstreamFault && error.kind === 'refused' ? error.complaint : null;
        const refused = complaint && refusedParameter(complaint, parameters);
        if (refused) without.set(...refused);
        else if (complaint && ways.length > 1 && refusesForm(complaint))
          refusedWays.push(...ways.splice(0, 1));
        else throw faultOf(error).toldOf(messages.map(({ content }) => content));
      }
    }
  }

  #tell(what: Refused['what'], names: readonly string[]): void {
    for (const name of names) this.#options.onRefused?.({ what, name });
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
  readonly prompt: Prompt;
}

/** The prompt, and what the request says of the form that is asked for. */
function inForm(
  messages: ChatMessage[],
  format: AnswerFormat | undefined,
  way: FormWay,
): FormRequest & { messages: ChatMessage[] } {
  if (!format) return { messages };
  const instruction = formInstruction(format, way);
  const last = messages.at(-1);
  const told =
    instruction === null || !last
      ? messages
      : [...messages.slice(0, -1), { ...last, content: `${last.content}\n\n${instruction}` }];
  return { messages: told, ...formRequest(format, way) };
}
