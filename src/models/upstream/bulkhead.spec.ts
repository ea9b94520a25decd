import { Bulkhead, BulkheadFullError } from './bulkhead';

const staying = new AbortController().signal;

/** Callers that enter, and the names of those that have a place. */
function callersOf(bulkhead: Bulkhead) {
  const entered: string[] = [];
  const enter = async (name: string, signal = staying) => {
    const leave = await bulkhead.enter(signal);
    entered.push(name);
    return leave;
  };
  return { entered, enter };
}

describe('Bulkhead', () => {
  it('lets in as many as there are places, the others in order, each when one leaves', async () => {
    const bulkhead = new Bulkhead({ atOnce: 2, maxWaiting: 2 });
    const { entered, enter } = callersOf(bulkhead);
    const a = await enter('a');
    await enter('b');
    const c = enter('c');
    const d = enter('d');
    await Promise.resolve();
    expect(entered).toEqual(['a', 'b']);
    a();
    const leave = await c;
    expect(entered).toEqual(['a', 'b', 'c']);
    leave();
    await d;
    expect(entered).toEqual(['a', 'b', 'c', 'd']);
  });

  it('refuses at once who would have to wait behind too many, and nobody else', async () => {
    const bulkhead = new Bulkhead({ atOnce: 1, maxWaiting: 1 });
    const leave = await bulkhead.enter(staying);
    const waiting = bulkhead.enter(staying);
    await expect(bulkhead.enter(staying)).rejects.toThrow(BulkheadFullError);
    leave();
    (await waiting)();
    expect(bulkhead.tryEnter()).not.toBeNull();
  });

  it('gives the place of who leaves the queue to nobody, and their turn to the next', async () => {
    const bulkhead = new Bulkhead({ atOnce: 1, maxWaiting: 2 });
    const { entered, enter } = callersOf(bulkhead);
    const leave = await bulkhead.enter(staying);
    const impatient = new AbortController();
    const left = enter('left', impatient.signal);
    const next = enter('next');
    impatient.abort(new Error('I am off.'));
    await expect(left).rejects.toThrow('I am off.');
    leave();
    (await next)();
    expect(entered).toEqual(['next']);
    expect(bulkhead.tryEnter()).not.toBeNull();
    expect(bulkhead.tryEnter()).toBeNull();
  });

  it('takes a place back once, however often it is given', async () => {
    const bulkhead = new Bulkhead({ atOnce: 1, maxWaiting: 0 });
    const leave = await bulkhead.enter(staying);
    leave();
    leave();
    expect(bulkhead.tryEnter()).not.toBeNull();
    expect(bulkhead.tryEnter()).toBeNull();
  });

  it('guesses the wait by how long calls took, times those who wait already', async () => {
    const bulkhead = new Bulkhead({ atOnce: 2, maxWaiting: 8 });
    expect(bulkhead.expectedWaitMs).toBe(0);
    const now = jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(3_000);
    (await bulkhead.enter(staying))();
    now.mockRestore();
    expect(bulkhead.expectedWaitMs).toBe(1_500);
    await bulkhead.enter(staying);
    await bulkhead.enter(staying);
    void bulkhead.enter(staying);
    expect(bulkhead.expectedWaitMs).toBe(3_000);
  });
});
