import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An OpenAI-compatible model server that does as it is told. Real HTTP, counted calls, answers that can be held back. */
export interface ModelServer {
  /** Variables that make an application use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Prompts received so far, oldest first. */
  readonly prompts: string[];
  /** The whole bodies of the same calls. */
  readonly requests: readonly ModelRequest[];
  /** Holds every answer from now on. Call the returned function to let them all go. */
  hold(): () => void;
  /** Resolves when `count` prompts have arrived since the start. */
  arrived(count: number): Promise<void>;
  /** The text of the following answers. By default each says the whole evidence of its prompt. */
  answerWith(text: (prompt: string) => string): void;
  /** Messages that were to be made standalone, oldest first. They are none of the prompts. */
  readonly condensed: readonly string[];
  /** What the following of them become; by default nothing that is a question, so that rules make it. */
  condenseWith(text: (last: string) => string | Promise<string>): void;
  /** What the following answers call where tools are sent and one must be called; by default each that is sent, with `{}`. */
  callWith(calls: (request: ModelRequest) => readonly ModelCall[]): void;
  /** Why the following answers end, `stop` by default. */
  finishWith(reason: string): void;
  /** The following answers come in these pieces, each when the test says so. */
  drip(pieces: readonly string[]): Drip;
  /** Calls that the application has ended before they were answered, since the start. */
  readonly earlyEnds: number;
  /** Resolves when the application has ended `count` calls since the start before they were answered. */
  endedEarly(count: number): Promise<void>;
  close(): Promise<void>;
}

export interface ModelCall {
  readonly name: string;
  /** JSON, sent in two pieces. */
  readonly arguments: string;
}

export interface ModelRequest {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly [parameter: string]: unknown;
}

export interface Drip {
  /** Lets `count` more pieces of every answer go, all of them by default. */
  more(count?: number): void;
  /** Breaks the connection of every answer that still runs. */
  cut(): void;
  /** Following answers come whole again. */
  stop(): void;
}

export async function startModelServer(): Promise<ModelServer> {
  const model = new FakeModel();
  const server = createServer((request, response) => void model.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: { LLM_PROVIDER: 'openai', LLM_BASE_URL: `http://127.0.0.1:${port}/v1`, LLM_MODEL: 'test-model' },
    prompts: model.prompts,
    requests: model.requests,
    condensed: model.condensed,
    condenseWith: (text) => {
      model.condense = text;
    },
    get earlyEnds() {
      return model.earlyEnds;
    },
    hold: () => model.hold(),
    arrived: (count) => model.arrived(count),
    answerWith: (text) => {
      model.text = text;
    },
    finishWith: (reason) => {
      model.finish = reason;
    },
    callWith: (calls) => {
      model.calls = calls;
    },
    drip: (pieces) => model.drip(pieces),
    endedEarly: (count) => model.endedEarly(count),
    close: () => closed(server),
  };
}

class FakeModel {
  readonly prompts: string[] = [];
  readonly requests: ModelRequest[] = [];
  readonly condensed: string[] = [];
  condense: (last: string) => string | Promise<string> = () => '';
  finish = 'stop';
  text = (prompt: string): string => `From the notes: ${prompt}`;
  calls = (request: ModelRequest): readonly ModelCall[] =>
    toolsOf(request).map((name) => ({ name, arguments: '{}' }));
  private gate = Promise.resolve();
  private dripping: readonly string[] | null = null;
  private allowed = 0;
  earlyEnds = 0;
  private readonly open = new Set<ServerResponse>();
  private watchers: (() => void)[] = [];

  hold(): () => void {
    let open = (): void => undefined;
    this.gate = new Promise((resolve) => (open = resolve));
    return open;
  }

  drip(pieces: readonly string[]): Drip {
    this.dripping = pieces;
    this.allowed = 0;
    return {
      more: (count = Infinity) => {
        this.allowed += count;
        this.happened();
      },
      cut: () => {
        for (const response of this.open) response.destroy();
      },
      stop: () => {
        this.dripping = null;
      },
    };
  }

  arrived(count: number): Promise<void> {
    return this.until(() => this.prompts.length >= count);
  }

  endedEarly(count: number): Promise<void> {
    return this.until(() => this.earlyEnds >= count);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request) body += String(part);
    const asked = JSON.parse(body) as ModelRequest;
    const prompt = asked.messages.findLast(({ role }) => role === 'user')?.content ?? '';
    const last = /^Turns:\n[^]*\nLast message: (".*")$/u.exec(prompt)?.[1];
    if (last !== undefined) {
      await this.answerCondensed(JSON.parse(last) as string, response);
      return;
    }
    this.watch(response);
    this.requests.push(asked);
    this.prompts.push(prompt);
    this.happened();
    await this.gate;
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const called = mustCall(asked) ? this.calls(asked) : [];
    const said = this.dripping ?? (called.length > 0 ? [] : [this.text(prompt)]);
    for (const delta of called.flatMap(callDeltas)) response.write(chunk({ choices: [choiceOf(delta)] }));
    for (const [at, content] of said.entries()) {
      if (this.dripping) await this.until(() => this.allowed > at || response.destroyed);
      if (response.destroyed) return;
      response.write(chunk({ choices: [choiceOf({ content })] }));
    }
    response.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason: this.finish }] }));
    response.write(
      chunk({ choices: [], usage: { prompt_tokens: 1_000, completion_tokens: 200, total_tokens: 1_200 } }),
    );
    response.end('data: [DONE]\n\n');
  }

  private async answerCondensed(last: string, response: ServerResponse): Promise<void> {
    this.condensed.push(last);
    const content = await this.condense(last);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(chunk({ choices: [choiceOf({ content })] }));
    response.write(chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
    response.write(
      chunk({ choices: [], usage: { prompt_tokens: 300, completion_tokens: 10, total_tokens: 310 } }),
    );
    response.end('data: [DONE]\n\n');
  }

  private watch(response: ServerResponse): void {
    this.open.add(response);
    response.once('close', () => {
      this.open.delete(response);
      if (!response.writableFinished) this.earlyEnds++;
      this.happened();
    });
  }

  private async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.watchers.push(resolve));
  }

  private happened(): void {
    for (const watcher of this.watchers.splice(0)) watcher();
  }
}

/** Only `required` and a named function must be called. */
function mustCall({ tool_choice: choice }: ModelRequest): boolean {
  return choice === 'required' || (typeof choice === 'object' && choice !== null);
}

function toolsOf({ tools, tool_choice: choice }: ModelRequest): string[] {
  const sent = (tools as readonly { readonly function: { readonly name: string } }[] | undefined) ?? [];
  const names = sent.map((tool) => tool.function.name);
  return choice === 'required' ? names.slice(0, 1) : names;
}

function callDeltas({ name, arguments: json }: ModelCall, index: number): object[] {
  const half = Math.ceil(json.length / 2);
  const first = { id: `call_${index}`, type: 'function', function: { name, arguments: json.slice(0, half) } };
  return [
    { tool_calls: [{ index, ...first }] },
    { tool_calls: [{ index, function: { arguments: json.slice(half) } }] },
  ];
}

function choiceOf(delta: object): object {
  return { index: 0, delta, finish_reason: null };
}

function chunk(part: object): string {
  const common = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 0, model: 'test-model' };
  return `data: ${JSON.stringify({ ...common, ...part })}\n\n`;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
