import { RetryBudget } from './retry-budget';

describe('RetryBudget', () => {
  it('allows a few retries at once, and then a tenth of the calls however many fail', () => {
    const budget = new RetryBudget();
    let retries = 0;
    for (let call = 0; call < 1_000; call++) {
      budget.earn();
      for (let retry = 0; retry < 2; retry++) if (budget.spend()) retries++;
    }
    expect(retries).toBe(103 - 1);
  });

  it('saves up no more than it began with', () => {
    const budget = new RetryBudget();
    for (let call = 0; call < 1_000; call++) budget.earn();
    expect([1, 2, 3, 4].map(() => budget.spend())).toEqual([true, true, true, false]);
  });
});
