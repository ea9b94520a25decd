import type { Answer } from '../../support/app';
import { eventually } from '../../support/eventually';
import { hangs, status, well } from '../../support/fault-server';
import { problemOf } from '../../support/problem';
import { withFaults } from '../../support/with-app';

const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };

/** The first pause is at most 1.4 times as long, by its jitter. */
const PROBE_AFTER_MS = 10_000;

let questions = 0;
let now = Date.now();

const { server, me } = withFaults(({ embeddingEnv }) => ({
  ...embeddingEnv,
  EMBEDDING_TIMEOUT_MS: '1000',
  MODEL_PROBE_AFTER_MS: String(PROBE_AFTER_MS),
}));
beforeAll(() => {
  // Time stands still but for what a test lets pass; the breaker looks at the clock of the process.
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});
beforeEach(async () => {
  pass(120);
  server.play(well);
  // As many as the breaker remembers.
  for (let good = 0; good < 10; good++) expect((await askAnew()).status).toBe(200);
});
afterAll(() => {
  jest.restoreAllMocks();
});

const pass = (seconds: number): void => {
  now += seconds * 1_000;
};
const askAnew = (): Promise<Answer> => me.ask(`When does the bakery open on Sundays (${++questions})?`);
const retryAfterOf = (refused: Pick<Answer, 'status' | 'headers'>): number => {
  expect(refused.status).toBe(503);
  return Number(refused.headers.get('retry-after'));
};

async function untilDown(): Promise<void> {
  for (let asked = 0; asked < 5; asked++) await askAnew();
  expect(await me.call('GET', '/health')).toMatchObject({ body: { models: { embedding: 'down' } } });
}

/** A second before it nobody is asked; then somebody is, and answers. */
async function expectAskedAgainAfter(seconds: number): Promise<void> {
  server.play(well);
  pass(seconds - 1);
  expect([retryAfterOf(await askAnew()), server.calls]).toEqual([1, 0]);
  pass(1);
  expect([(await askAnew()).status, server.calls]).toEqual([200, 1]);
}

describe('the 503 of an embedding server that is down', () => {
  it('names the seconds until it is asked again, whatever was to be embedded', async () => {
    server.play(status(401));
    await untilDown();
    const question = await askAnew();
    const seconds = retryAfterOf(question);
    const note = await me.call('POST', '/notes', { json: NOTE });
    const vectors = await me.call('POST', '/v1/embeddings', { json: { model: 'trivet', input: 'bread' } });
    expect([retryAfterOf(note), retryAfterOf(vectors)]).toEqual([seconds, seconds]);
    expect(problemOf(note).code).toBe('embedding_model_unavailable');
    await expectAskedAgainAfter(seconds);
  });

  it('names other seconds after each probe that failed', async () => {
    server.play(status(401));
    await untilDown();
    const before = retryAfterOf(await askAnew());
    pass(before);
    const probe = retryAfterOf(await askAnew());
    expect(retryAfterOf(await askAnew())).toBe(probe);
    await expectAskedAgainAfter(probe);
  });

  it('names one second while a request finds out whether it still is', async () => {
    server.play(status(401));
    await untilDown();
    pass(120);
    server.play(hangs);
    const probe = askAnew();
    await eventually('The probe is under way.', () => server.calls > 0);
    expect(retryAfterOf(await askAnew())).toBe(1);
    expect(retryAfterOf(await probe)).toBeGreaterThanOrEqual(1);
  });

  it.each([
    { asked: '20', told: 20 },
    { asked: '3600', told: 60 },
  ])(
    'names the $told of the $asked seconds that the server asked for, and leaves it alone for them',
    async ({ asked, told }) => {
      server.play(status(429, { 'Retry-After': asked }));
      expect(retryAfterOf(await askAnew())).toBe(told);
      await untilDown();
      expect(retryAfterOf(await askAnew())).toBe(told);
      await expectAskedAgainAfter(told);
    },
  );
});
