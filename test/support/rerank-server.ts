import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request to `POST /rerank` says. */
export interface RerankRequest {
  readonly model: string;
  readonly query: string;
  readonly documents: readonly string[];
  readonly top_n: number;
}

export type RerankPlay = (response: ServerResponse, request: RerankRequest) => void;

/** A rerank server that scores as it is told. Real HTTP, requests that can be looked at. */
export interface RerankServer {
  /** Variables that make an application ask it. */
  readonly env: Readonly<Record<string, string>>;
  readonly requests: RerankRequest[];
  /** Scores all texts by this from now on. By default all are equal. */
  scoreBy(score: (text: string) => number): void;
  /** Does this with every request from now on. Without one it scores again. */
  play(play?: RerankPlay): void;
  close(): Promise<void>;
}

export async function startRerankServer(): Promise<RerankServer> {
  const requests: RerankRequest[] = [];
  let score: (text: string) => number = () => 0.5;
  const well: RerankPlay = (response, { documents }) => {
    sendScores(response, documents.map(score));
  };
  let play = well;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as RerankRequest;
      requests.push(asked);
      if (request.url === '/v2/rerank' && request.headers.authorization === 'Bearer sesame')
        play(response, asked);
      else response.writeHead(404).end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      RERANK_BASE_URL: `http://127.0.0.1:${port}/v2`,
      RERANK_MODEL: 'test-rerank',
      RERANK_API_KEY: 'sesame',
    },
    requests,
    scoreBy: (by) => {
      score = by;
    },
    play: (next = well) => {
      play = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The best first, as real servers do. */
export function sendScores(response: ServerResponse, scores: readonly (number | null)[]): void {
  const results = scores.map((relevance_score, index) => ({ index, relevance_score }));
  results.sort((a, b) => (b.relevance_score ?? 0) - (a.relevance_score ?? 0) || b.index - a.index);
  sendResults(response, results);
}

export function sendResults(response: ServerResponse, results: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ id: 'r', results }));
}
