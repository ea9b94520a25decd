import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with one request. */
export type Play = (response: ServerResponse, request: ModelRequest) => void;

export interface ModelRequest {
  /** Texts to embed. Empty for a chat. */
  readonly input: readonly string[];
}

/** An OpenAI-compatible server for answers and vectors that plays what model servers do wrong. Real HTTP, counted calls. */
export interface FaultServer {
  /** Variables that make an application ask it for answers. */
  readonly languageEnv: Readonly<Record<string, string>>;
  /** The same for vectors. */
  readonly embeddingEnv: Readonly<Record<string, string>>;
  /** Requests since the last `play`. */
  readonly calls: number;
  /** The next requests get these, one each. All requests behind them get the last one. */
  play(...plays: [Play, ...Play[]]): void;
  /** Resolves when no request is open any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export const RIGHT_ANSWER = 'It opens at nine. [1]';
export const DIMENSIONS = 4;

export async function startFaultServer(): Promise<FaultServer> {
  const player = new Player();
  const server = createServer((request, response) => void player.take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  return {
    languageEnv: { LLM_PROVIDER: 'openai', LLM_BASE_URL: baseUrl, LLM_MODEL: 'test-model' },
    embeddingEnv: {
      EMBEDDING_PROVIDER: 'openai',
      EMBEDDING_BASE_URL: baseUrl,
      EMBEDDING_MODEL: 'test-embedding',
      EMBEDDING_DIMENSIONS: String(DIMENSIONS),
    },
    get calls() {
      return player.calls;
    },
    play: (...plays) => {
      player.plays = plays;
      player.calls = 0;
    },
    idle: () => player.idle(),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

class Player {
  plays: Play[] = [well];
  calls = 0;
  private readonly open = new Set<ServerResponse>();

  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.open.add(response);
    response.on('close', () => this.open.delete(response));
    let body = '';
    for await (const part of request) body += String(part);
    const { input = [] } = JSON.parse(body) as { input?: string[] };
    const play = this.plays[Math.min(this.calls, this.plays.length - 1)];
    this.calls++;
    play?.(response, { input });
  }

  async idle(): Promise<void> {
    for (const response of this.open) await once(response, 'close');
  }
}

/** Answers a chat or a request for vectors as it should. */
export const well: Play = (response, { input }) => {
  if (input.length > 0) sendVectors(response, input.map(vectorOf));
  else stream(response, said('It opens '), said('at nine. [1]'), ended('stop'), USAGE, DONE);
};

export const status =
  (code: number, headers: Record<string, string> = {}): Play =>
  (response) => {
    response.writeHead(code, headers).end('{"error":{"message":"no"}}');
  };

/** Takes the request and never answers. */
export const hangs: Play = () => undefined;

/** Sends these parts and then nothing more, with the connection open. */
export const stalls =
  (...parts: string[]): Play =>
  (response) => {
    response.writeHead(200, EVENTS).write(parts.join(''));
  };

/** Sends these parts and ends the answer in good order. */
export const says =
  (...parts: string[]): Play =>
  (response) => {
    stream(response, ...parts);
  };

/** Breaks the connection in the middle of its answer. */
export const cuts: Play = (response) => {
  response.writeHead(200, EVENTS).write(said('It opens '), () => response.destroy());
};

/** Sends a word now and then, and never ends. */
export const drips: Play = (response) => {
  response.writeHead(200, EVENTS);
  const drop = setInterval(() => response.write(said('well ')), 100);
  response.on('close', () => {
    clearInterval(drop);
  });
};

/** Sends these parts, and then chunks without anything in them for ever. */
export const keepsAlive =
  (...parts: string[]): Play =>
  (response) => {
    stalls(...parts)(response, { input: [] });
    const beat = setInterval(() => response.write(event({ choices: [] })), 100);
    response.on('close', () => {
      clearInterval(beat);
    });
  };

/** 10 MB of answer in pieces of 64 kB, as fast as they are read. */
export const floods: Play = (response) => {
  const piece = said('x'.repeat(65_536));
  response.writeHead(200, EVENTS);
  for (let sent = 0; sent < 160; sent++) response.write(piece);
  response.end(ended('stop') + DONE);
};

/** 10 MB of one line, which no parser can end. */
export const rambles: Play = (response) => {
  response.writeHead(200, EVENTS);
  for (let sent = 0; sent < 160; sent++) response.write('x'.repeat(65_536));
  response.end();
};

export const html: Play = (response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html><body>It opens at six.</body></html>');
};

/** Sends wrong vectors, the same for each text. */
export const vectors =
  (vector: readonly unknown[]): Play =>
  (response, { input }) => {
    sendVectors(
      response,
      input.map(() => vector),
    );
  };

export const said = (content: string): string => event({ choices: [{ index: 0, delta: { content } }] });
export const ended = (reason: string): string =>
  event({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
export const role = event({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] });
export const DONE = 'data: [DONE]\n\n';

export const USAGE = event({ choices: [], usage: { prompt_tokens: 1_000, completion_tokens: 200 } });
const EVENTS = { 'Content-Type': 'text/event-stream' };

function event(data: object): string {
  return `data: ${JSON.stringify({ object: 'chat.completion.chunk', ...data })}\n\n`;
}

function stream(response: ServerResponse, ...parts: string[]): void {
  response.writeHead(200, EVENTS).end(parts.join(''));
}

function sendVectors(response: ServerResponse, embeddings: readonly (readonly unknown[])[]): void {
  const data = embeddings.map((embedding, index) => ({ object: 'embedding', index, embedding }));
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ data }));
}

/** Depends on nothing but the text. It is near enough to every other one to be found. */
function vectorOf(text: string): number[] {
  return [1, text.length / 1_000, 0.5, 0.25];
}
