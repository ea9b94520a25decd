import { OnceASecond } from './once-a-second';

const atOnce = <T>(ask: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 100 }, ask));

function setUp(results: readonly string[]) {
  const once = new OnceASecond();
  let calls = 0;
  const work = jest.fn(() => Promise.resolve(results[calls++] ?? 'unforeseen'));
  const ask = () => once.check('how it is', work, (result) => result !== 'bad');
  return { once, work, ask };
}

describe('a check that is made once a second', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_800_000_000_000, doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is made once for a hundred who ask at once and all who ask within a second, and again after it', async () => {
    const { work, ask } = setUp(['first', 'second']);
    expect(new Set(await atOnce(ask))).toEqual(new Set(['first']));
    jest.advanceTimersByTime(999);
    expect(await ask()).toBe('first');
    expect(work).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(2);
    expect(new Set(await atOnce(ask))).toEqual(new Set(['second']));
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('tells a bad result to all who asked at once, and keeps it for nobody else', async () => {
    const { work, ask } = setUp(['bad', 'good']);
    expect(new Set(await atOnce(ask))).toEqual(new Set(['bad']));
    jest.advanceTimersByTime(2);
    expect(await ask()).toBe('good');
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('tells an error to all who asked at once, and begins again for the next', async () => {
    const { work, ask } = setUp(['good']);
    work.mockRejectedValueOnce(new Error('away'));
    const told = await atOnce(() => ask().catch((error: unknown) => error));
    expect(new Set(told.map(String))).toEqual(new Set(['Error: away']));
    work.mockResolvedValue('good');
    expect(await ask()).toBe('good');
  });

  it('is one of its name: others are made beside it', async () => {
    const { once, ask } = setUp(['first']);
    const other = once.check(
      'another',
      () => Promise.resolve('other'),
      () => true,
    );
    expect(await Promise.all([ask(), other])).toEqual(['first', 'other']);
  });
});
