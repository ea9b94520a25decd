import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { AnswerBody, Source } from './app';
import type { ProblemBody } from './problem';

export type StreamEvent =
  | { readonly type: 'sources'; readonly data: readonly Source[] }
  | { readonly type: 'token'; readonly data: { readonly text: string } }
  | { readonly type: 'done'; readonly data: AnswerBody }
  | { readonly type: 'error'; readonly data: ProblemBody };

/** How a stream ended for its reader. */
export type StreamEnd = 'whole' | 'cut' | 'left';

/** Reads an answer as server-sent events over a connection of its own. A test may leave it or stop reading. */
export class StreamReader {
  readonly events: StreamEvent[] = [];
  /** Comments received so far, which are heart-beats. */
  comments = 0;
  readonly ended: Promise<StreamEnd>;
  private readonly sent: ClientRequest;
  private readonly response: Promise<IncomingMessage>;
  private rest = '';
  private hasLeft = false;
  private watchers: (() => void)[] = [];

  constructor(url: string, { headers, body }: { headers: Record<string, string>; body: object }) {
    this.sent = request(url, { method: 'POST', headers, agent: false });
    this.sent.on('error', () => undefined);
    this.response = new Promise((resolve, reject) => {
      this.sent.once('response', resolve).once('close', () => {
        reject(new Error('There was no response.'));
      });
    });
    this.response.catch(() => undefined);
    this.ended = this.read();
    this.sent.end(JSON.stringify(body));
  }

  get text(): string {
    return this.events.map((event) => (event.type === 'token' ? event.data.text : '')).join('');
  }

  /** The whole body of the last event. */
  get done(): AnswerBody {
    const last = this.events.at(-1);
    if (last?.type !== 'done') throw new Error(`The stream ended with ${String(last?.type)}.`);
    return last.data;
  }

  async head(): Promise<{ status: number | undefined; headers: IncomingMessage['headers'] }> {
    const { statusCode, headers } = await this.response;
    return { status: statusCode, headers };
  }

  /** Resolves when `isSo` holds. Rejects when the stream ended before. */
  async until(isSo: (reader: this) => boolean): Promise<void> {
    while (!isSo(this)) {
      const happened = new Promise<'more'>((resolve) =>
        this.watchers.push(() => {
          resolve('more');
        }),
      );
      const next = await Promise.race([happened, this.ended]);
      if (next === 'more' || isSo(this)) continue;
      const { status } = await this.head();
      throw new Error(`The stream ended before (${next}, status ${String(status)}): ${this.rest}`);
    }
  }

  async untilTokens(count: number): Promise<void> {
    await this.until(({ events }) => events.filter(({ type }) => type === 'token').length >= count);
  }

  leave(): void {
    this.hasLeft = true;
    this.sent.destroy();
  }

  /** Takes nothing more from the connection. */
  async stopReading(): Promise<void> {
    (await this.response).pause();
  }

  async readOn(): Promise<void> {
    (await this.response).resume();
  }

  private async read(): Promise<StreamEnd> {
    try {
      const response = await this.response;
      response.setEncoding('utf8').on('data', (part: string) => {
        this.take(part);
      });
      return await new Promise((resolve) => {
        response.once('end', () => {
          resolve('whole');
        });
        response.once('close', () => {
          resolve(this.hasLeft ? 'left' : 'cut');
        });
        response.on('error', () => undefined);
      });
    } catch {
      return this.hasLeft ? 'left' : 'cut';
    }
  }

  private take(part: string): void {
    const blocks = (this.rest + part).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) this.takeBlock(block);
    for (const watcher of this.watchers.splice(0)) watcher();
  }

  private takeBlock(block: string): void {
    if (block.startsWith(':')) {
      this.comments++;
      return;
    }
    const { type, data } = /^event: (?<type>\w+)\ndata: (?<data>.*)$/.exec(block)?.groups ?? {};
    if (data === undefined) throw new Error(`This is no event: ${block}`);
    this.events.push({ type, data: JSON.parse(data) as unknown } as StreamEvent);
  }
}
