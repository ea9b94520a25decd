import type { Finish, Usage } from '../../core';
import { faultOf, UpstreamFault } from '../upstream/upstream-fault';
import { readChunk, type Chunk, type SaidFinish } from './completion-chunk';
import type { StreamWatch } from './stream-watch';
import type { ChatMessage } from './template';
import { ThinkingFilter } from './thinking';

/** A rough mean of English and JSON in the common vocabularies. */
const BYTES_PER_TOKEN = 4;

/** What the chunks of a completion have said so far. */
export class Completion {
  #finish: SaidFinish | null = null;
  #hasCalls = false;
  #usage: Usage | null = null;
  #refused = false;
  #isWhole = false;
  #pieces = 0;
  #hadUnfinished = false;
  #chars = 0;
  #bytes = 0;
  readonly #thinking: ThinkingFilter;

  /**
   * @param maxChars longest answer, in UTF-16 units
   * @param thinking see {@link ThinkingFilter}
   */
  constructor(
    private readonly maxChars: number,
    { beginsInside, mayQuoteMarks }: { readonly beginsInside: boolean; readonly mayQuoteMarks: boolean },
  ) {
    this.#thinking = new ThinkingFilter(beginsInside, mayQuoteMarks);
  }

  /** Why the model stopped. Null until it says so. */
  get finish(): Finish | null {
    if (this.#finish === null) return null;
    if (this.#refused) return 'refused';
    if (this.#finish !== 'called') return this.#finish;
    return this.#hasCalls ? 'stop' : 'other';
  }

  /**
   * Whether all of the text is here.
   *
   * Some servers give each piece the finish reason `stop`, also while the model still thinks
   * (https://github.com/BerriAI/litellm/issues/2195, https://github.com/open-webui/open-webui/issues/16377). So the
   * reason is believed only behind some text. Together with text, it is believed only where a piece before had none.
   */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /**
   * Whether the answer is whole even if its stream breaks off here. A finish reason that comes with all words in one piece is
   * believed: nothing else speaks against it.
   */
  get survivesBreakingOff(): boolean {
    return this.#isWhole || (this.#finish !== null && this.#hasAnswer && this.#pieces === 1);
  }

  /** Whether the model began inside its thinking, and nobody knew: what was told until now is not its answer. */
  get hasLeakedThinking(): boolean {
    return this.#thinking.hasLeaked;
  }

  /** Whether the model was thought to begin inside its thinking and stopped without an end of it, so that it had not. */
  get hasNotThought(): boolean {
    return this.#finish === 'stop' && this.#thinking.isUnclosed;
  }

  /**
   * @returns what of the answer can be told now, without the model's thinking; often empty
   * @throws {UpstreamFault} when the answer is too long
   */
  add({ text: said, calls, refused, working, finish, usage }: Chunk): string {
    const text = this.#count(this.#thinking.add(said));
    this.#bytes += Buffer.byteLength(said);
    this.#hasCalls ||= calls.length > 0;
    for (const call of calls) this.#bytes += Buffer.byteLength(this.#count(call.name + call.arguments));
    this.#refused ||= refused;
    this.#finish = finish ?? this.#finish;
    this.#usage = usage ?? this.#usage;
    if (working) this.#pieces++;
    this.#hadUnfinished ||= working && !finish;
    if (finish || working)
      this.#isWhole = finish !== null && this.#hasAnswer && (!working || this.#hadUnfinished);
    return text;
  }

  /** To be called when the stream has ended. @returns the rest of the answer; often empty */
  end(): string {
    return this.#count(this.#thinking.end());
  }

  get #hasAnswer(): boolean {
    return this.#chars > 0 || this.#hasCalls || this.#thinking.isHolding;
  }

  #count(text: string): string {
    this.#chars += text.length;
    if (this.#chars > this.maxChars)
      throw new UpstreamFault('rubbish', `The answer is longer than ${this.maxChars} characters.`);
    return text;
  }

  /** As the server counted, or an estimate where it did not. */
  usageFor(messages: readonly ChatMessage[]): Usage {
    if (this.#usage) return this.#usage;
    const promptBytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
    return { promptTokens: tokens(promptBytes), completionTokens: tokens(this.#bytes), estimated: true };
  }
}

function tokens(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

/**
 * Resolves when the model has begun. Its thinking counts as a beginning, a mere role does not.
 *
 * @returns the chunks from the first that says something; leaving their iteration ends the request
 * @throws {UpstreamFault} as the chunks do when the stream breaks off
 * @throws the reason of the watch's signal
 */
export async function beginCompletion(
  request: PromiseLike<AsyncIterable<unknown>>,
  watch: StreamWatch,
): Promise<AsyncGenerator<Chunk>> {
  const chunks = readChunks(request, watch);
  for (;;) {
    const next = await chunks.next();
    if (next.done) throw new UpstreamFault('rubbish', 'The server ended its answer before it began.');
    if (next.value.working || next.value.finish) return resumed(next.value, chunks);
  }
}

async function* resumed(first: Chunk, rest: AsyncGenerator<Chunk>): AsyncGenerator<Chunk> {
  yield first;
  yield* rest;
}

async function* readChunks(
  request: PromiseLike<AsyncIterable<unknown>>,
  watch: StreamWatch,
): AsyncGenerator<Chunk> {
  let working = false;
  try {
    for await (const data of await request) {
      const chunk = readChunk(data);
      working ||= chunk.working;
      if (working) watch.pause();
      yield chunk;
      if (working) watch.resume();
    }
  } catch (error) {
    watch.signal.throwIfAborted();
    throw faultOf(error);
  }
  // The client ends an aborted stream as if it were complete.
  watch.signal.throwIfAborted();
}
