import type { Answer } from '../../support/app';
import { eventually } from '../../support/eventually';
import { withModel } from '../../support/with-app';

/** With one pair in five allowed to be wrong, some 25 right ones certify. */
const env = {
  CACHE_SEMANTIC_MODE: 'certified',
  CACHE_SEMANTIC_MAX_WRONG: '0.2',
  CACHE_SEMANTIC_AUDIT_SHARE: '0.5',
};
const PAIRS = 40;

interface Semantic {
  readonly mode: string;
  readonly shadow_hits: number;
  readonly served: number;
  readonly promoted: number;
  readonly audits: number;
  readonly judged: { readonly right: number; readonly wrong: number };
  readonly certificate: {
    readonly state: string;
    readonly words: string;
    readonly trips: number;
  };
}

describe('semantic hits of a tenant', () => {
  const given = withModel({
    env,
    note: { title: 'Parking', body: 'Every parking permit costs 30 pounds a month.' },
  });
  const semantic = async (): Promise<Semantic> =>
    (await given.me.call<{ semantic: Semantic }>('GET', '/assistant/cache-stats')).body.semantic;
  const first = (n: number): Promise<Answer> => given.me.ask(`What does parking permit ${n} cost?`);
  const second = (n: number): Promise<Answer> => given.me.ask(`How much does parking permit ${n} cost?`);
  const certificate = async (state: string): Promise<boolean> =>
    (await semantic()).certificate.state === state;
  /** Asks a pair of questions that was never asked, and waits for what becomes of it. */
  const pair = async (n: number): Promise<Answer> => {
    const before = await semantic();
    await first(n);
    const reply = await second(n);
    const isCompared = reply.body.metadata.match === null;
    const judged = before.judged.right + before.judged.wrong;
    await eventually('the pair is judged, or served', async () => {
      const { judged: now } = await semantic();
      return !isCompared || now.right + now.wrong > judged;
    });
    return reply;
  };

  beforeEach(() => jest.spyOn(Math, 'random').mockReturnValue(0.9));
  afterEach(() => jest.restoreAllMocks());

  it('go from shadow to a certificate to serving, and back to shadow when audits say that they are wrong', async () => {
    given.model.answerWith(() => 'It costs 30 pounds. [1]');
    expect(await semantic()).toMatchObject({
      mode: 'certified',
      served: 0,
      certificate: { state: 'shadow' },
    });
    const shadowed: (string | null)[] = [];
    let n = 100;
    while (!(await certificate('certified'))) {
      shadowed.push((await pair(n++)).body.metadata.match);
      expect(shadowed.length).toBeLessThan(PAIRS);
    }
    expect(new Set(shadowed)).toEqual(new Set([null]));
    const certified = await semantic();
    expect(certified.shadow_hits).toBe(shadowed.length);
    expect(certified.promoted).toBe(shadowed.length);
    expect(certified.certificate.words).toContain('certified from similarity 0.85');

    await first(500);
    const hit = await second(500);
    expect(hit.body.metadata).toMatchObject({ match: 'semantic', cached: true, layer: 'l1' });
    expect(hit.body.answer).toBe('It costs 30 pounds. [1]');
    expect((await semantic()).served).toBe(1);

    // From here on the model says something else of each second question, and every pair is audited.
    jest.mocked(Math.random).mockReturnValue(0.1);
    given.model.answerWith((prompt) =>
      prompt.includes('How much') ? 'Nothing at all. [1]' : 'It costs 30 pounds. [1]',
    );
    let audited = 600;
    while (await certificate('certified')) {
      expect((await pair(audited++)).body.answer).toBe('Nothing at all. [1]');
      expect(audited).toBeLessThan(600 + PAIRS);
    }
    const tripped = await semantic();
    expect(tripped).toMatchObject({
      served: 1,
      audits: audited - 600,
      certificate: { state: 'shadow', trips: 1 },
    });

    jest.mocked(Math.random).mockReturnValue(0.9);
    expect((await pair(900)).body.metadata.match).toBeNull();
    expect((await semantic()).served).toBe(1);
  }, 60_000);
});
