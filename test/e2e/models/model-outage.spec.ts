import type { Answer } from '../../support/app';
import { eventually } from '../../support/eventually';
import { metric } from '../../support/metric';
import { hangs, RIGHT_ANSWER, role, said, stalls, status, well } from '../../support/fault-server';
import { withFaults } from '../../support/with-app';

const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const PROBE_AFTER_MS = 60_000;

interface Health {
  readonly status: string;
  readonly models: { readonly language: string; readonly embedding: string };
}

let questions = 0;
let aheadMs = 0;

beforeAll(() => {
  const now = Date.now.bind(Date);
  jest.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs);
});
const { server, me } = withFaults(({ languageEnv }) => ({
  ...languageEnv,
  EMBEDDING_PROVIDER: 'lexical',
  LLM_FIRST_TOKEN_TIMEOUT_MS: '3000',
  LLM_IDLE_TIMEOUT_MS: '300',
  MODEL_PROBE_AFTER_MS: String(PROBE_AFTER_MS),
}));
beforeEach(async () => {
  await me.write(NOTE);
  server.play(well);
  letProbeBeDue();
  // As many as the breaker remembers.
  for (let asked = 0; asked < 10; asked++) expect(isDegraded(await askAnew())).toBe(false);
});
afterAll(() => {
  jest.restoreAllMocks();
});

/** Each time another question about the same, so that nothing is a hit. */
const askAnew = (): Promise<Answer> => me.ask(`When does the bakery open on Sundays (${++questions})?`);
const isDegraded = ({ body }: Answer): unknown => body.metadata['degraded'];
const health = async (): Promise<Health> => (await me.call<Health>('GET', '/health')).body;

const upstreamState = (state: string): Promise<number | undefined> =>
  metric(me, 'trivet_upstream_state', { upstream: 'language', state });

/** The next probe is due; cockatiel looks at the clock of the process. */
function letProbeBeDue(): void {
  aheadMs += 2 * PROBE_AFTER_MS;
}

describe('a language model server that is down', () => {
  beforeEach(async () => {
    server.play(status(401));
    for (let failed = 0; failed < 5; failed++) expect(isDegraded(await askAnew())).toBe(true);
    expect(server.calls).toBe(5);
  });

  it('is asked no more, and whoever asks gets quotes at once', async () => {
    server.play(hangs);
    const answer = await askAnew();
    expect(answer.body).toMatchObject({
      answer: 'The bakery opens at nine on Sundays. [1]',
      metadata: { degraded: true, model: 'extractive' },
    });
    expect(server.calls).toBe(0);
  });

  it('shows in health, metrics and statistics', async () => {
    const { degraded, model_calls } = (await me.stats()).combined;
    await askAnew();
    expect(await health()).toMatchObject({
      status: 'degraded',
      models: { language: 'down', embedding: 'up' },
    });
    expect([await upstreamState('up'), await upstreamState('down')]).toEqual([0, 1]);
    expect(await metric(me, 'trivet_degraded_total', {})).toBe(degraded + 1);
    const skipped = model_calls.skipped + 1;
    expect(await metric(me, 'trivet_model_calls_total', { outcome: 'skipped' })).toBe(skipped);
    expect((await me.stats()).combined.model_calls).toEqual({ ...model_calls, skipped });
  });

  it('is asked by one request when its pause is over; the others do not wait for what comes of that', async () => {
    letProbeBeDue();
    server.play(stalls(role));
    const probe = askAnew();
    await eventually('The probe is under way.', () => server.calls > 0);
    expect((await health()).models.language).toBe('probing');
    expect(isDegraded(await askAnew())).toBe(true);
    expect(server.calls).toBe(1);
    expect(isDegraded(await probe)).toBe(true);
    expect((await health()).models.language).toBe('down');
  });

  it('is up again when it answers the one request, and then everybody gets its answers', async () => {
    letProbeBeDue();
    server.play(well);
    expect((await askAnew()).body).toMatchObject({ answer: RIGHT_ANSWER, metadata: { degraded: false } });
    expect(await health()).toMatchObject({ status: 'healthy', models: { language: 'up' } });
    expect([await upstreamState('up'), await upstreamState('down')]).toEqual([1, 0]);
    const again = await Promise.all([askAnew(), askAnew(), askAnew()]);
    expect(again.map(isDegraded)).toEqual([false, false, false]);
  });
});

describe('a language model server that answers', () => {
  it('and breaks every answer off is down, too', async () => {
    server.play(stalls(said('It opens ')));
    for (let asked = 0; asked < 5; asked++) await askAnew();
    expect((await health()).models.language).toBe('down');
  });

  it('and refuses one request after another is asked all the same, and health says so', async () => {
    server.play(status(400));
    for (let asked = 0; asked < 8; asked++) expect(isDegraded(await askAnew())).toBe(true);
    expect(server.calls).toBe(8);
    expect((await health()).models.language).toBe('refusing');
  });
});
