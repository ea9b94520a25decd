import { withDeadline } from '../../core';
import { Patience } from './patience';

/** What a busy process does. */
function standStill(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('patience with Redis', () => {
  it('is not spent on the time for which this process itself stands still', async () => {
    const patience = new Patience();
    for (let command = 0; command < 6; command++) {
      const answer = patience.watch((deadline) =>
        // eslint-disable-next-line no-restricted-syntax -- an answer that is there after the stand-still
        withDeadline(new Promise((resolve) => setTimeout(resolve, 1, 'answer')), deadline),
      );
      standStill(120);
      expect(await answer).toBe('answer');
    }
    let given = 0;
    await patience.watch(({ ms }) => Promise.resolve((given = ms)));
    expect(given).toBe(200);
  });
});
