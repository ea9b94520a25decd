import { startRerankServer, sendScores, type RerankServer } from '../../../test/support/rerank-server';
import { upstreamOf } from '../../../test/support/core-fakes';
import { eventually } from '../../../test/support/eventually';
import { ModelBusyError, ModelUnavailableError } from '../../core';
import { RemoteReranker, type RemoteRerankerOptions } from './remote.reranker';

const SECRET = 'the tenant plans to sell';
const passage = (content: string) => ({ title: 'Plans', section: ['Plans', 'Soon'], content });

describe('RemoteReranker', () => {
  let server: RerankServer;

  beforeEach(async () => {
    server = await startRerankServer();
  });

  afterEach(() => server.close());

  const modelFor = (options: Partial<RemoteRerankerOptions> = {}) =>
    new RemoteReranker({
      baseUrl: server.env['RERANK_BASE_URL'] ?? '',
      apiKey: 'sesame',
      model: 'm',
      candidates: 30,
      timeoutMs: 5_000,
      places: { atOnce: 16, maxWaiting: 256 },
      upstream: upstreamOf('rerank'),
      ...options,
    });

  it('gives the scores in the order of the passages, whatever order they come in', async () => {
    server.scoreBy((text) => text.length);
    await expect(modelFor().scores('q', [passage(''), passage('four'), passage('x')])).resolves.toEqual([
      13, 17, 14,
    ]);
    expect(server.requests[0]?.documents[1]).toBe('Plans › Soon\nfour');
  });

  it('cuts long texts to whole characters', async () => {
    await modelFor().scores('é'.repeat(5_000), [passage(`${'x'.repeat(1_986)}🥐🥐`)]);
    const [request] = server.requests;
    expect(request?.query).toBe('é'.repeat(2_000));
    expect(request?.documents[0]).toMatch(/x$/);
    expect(request?.documents[0]).toHaveLength(1_999);
  });

  it('tries again after a 503', async () => {
    server.play((response) => {
      server.play();
      response.writeHead(503).end('{}');
    });
    await expect(modelFor().scores('q', [passage('a')])).resolves.toEqual([0.5]);
  });

  it('tells nothing of the texts that a refusal quotes', async () => {
    server.play((response, { documents }) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: `too long: ${documents.join()}` }));
    });
    const error: unknown = await modelFor()
      .scores('q', [passage(SECRET)])
      .catch((reason: unknown) => reason);
    if (!(error instanceof ModelUnavailableError)) throw error;
    expect(error.because).toContain('check RERANK_MODEL');
    expect(`${error.because} ${String(error.cause)}`).not.toContain(SECRET);
  });

  it('sends the server no more requests at once than it may, and refuses those that would wait behind too many', async () => {
    const held: (() => void)[] = [];
    server.play((response) => {
      held.push(() => {
        sendScores(response, [1]);
      });
    });
    const model = modelFor({ places: { atOnce: 1, maxWaiting: 0 } });
    const first = model.scores('q', [passage('a')]);
    await expect(model.scores('q', [passage('b')])).rejects.toThrow(ModelBusyError);
    await eventually('the first request arrives', () => held.length === 1);
    held[0]?.();
    expect(await first).toEqual([1]);
  });
});
