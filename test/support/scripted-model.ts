import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  OpenAiLanguageModel,
  type OpenAiLanguageOptions,
} from '../../src/models/language/openai.language-model';
import { upstreamOf } from './core-fakes';

/** What a request to `POST /chat/completions` says. */
export type ScriptedRequest = Readonly<Record<string, unknown>>;

/** A model server that looks at each request before it answers, as real ones do. */
export interface ScriptedModel {
  readonly requests: ScriptedRequest[];
  /** Up to and with the version. */
  readonly baseUrl: string;
  model(options?: Partial<OpenAiLanguageOptions>): OpenAiLanguageModel;
  close(): Promise<void>;
}

export async function scriptedModel(
  answer: (request: ScriptedRequest, response: ServerResponse) => void,
): Promise<ScriptedModel> {
  const requests: ScriptedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as ScriptedRequest;
      requests.push(asked);
      answer(asked, response);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  return {
    requests,
    baseUrl,
    model: (options) =>
      new OpenAiLanguageModel({
        baseUrl,
        apiKey: 'k',
        model: 'llama3:8b',
        temperature: 0,
        maxTokens: 800,
        connectTimeoutMs: 5_000,
        firstTokenMs: 5_000,
        idleMs: 5_000,
        totalMs: 10_000,
        places: { atOnce: 32, maxWaiting: 256 },
        upstream: upstreamOf('language'),
        ...options,
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Says these pieces of content and then stops. */
export function says(response: ServerResponse, pieces: readonly unknown[], reason = 'stop'): void {
  response.setHeader('content-type', 'text/event-stream');
  for (const content of pieces) response.write(chunk({ content }, null));
  response.end(`${chunk({}, reason)}data: [DONE]\n\n`);
}

function chunk(delta: object, reason: string | null): string {
  const choices = [{ index: 0, delta, finish_reason: reason }];
  return `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices })}\n\n`;
}

export function refuses(response: ServerResponse, body: object, status = 400): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
