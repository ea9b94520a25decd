import { costUsd } from './price';

const usage = { promptTokens: 2_000_000, completionTokens: 500_000 };
const price = { perMtokIn: 0.5, perMtokOut: 4 };

describe('the cost of a model call', () => {
  it('is dollars per million tokens, in and out', () => {
    expect(costUsd(usage, price)).toBe(3);
    expect(costUsd({ promptTokens: 0, completionTokens: 0 }, price)).toBe(0);
  });

  it('is unknown without a price or without counted tokens', () => {
    expect(costUsd(usage, null)).toBeNull();
    expect(costUsd(null, price)).toBeNull();
  });
});
