import { costUsd } from './price';

const usage = { promptTokens: 2_000_000, completionTokens: 500_000, estimated: false };
const price = { perMtokIn: 0.5, perMtokOut: 4 };

describe('the cost of a model call', () => {
  it('is dollars per million tokens, in and out', () => {
    expect(costUsd({ model: 'm', usage }, price)).toBe(3);
    expect(costUsd({ model: 'm', usage: { ...usage, promptTokens: 0 } }, price)).toBe(2);
  });

  it('is unknown without a price or without counted tokens', () => {
    expect(costUsd({ model: 'm', usage }, null)).toBeNull();
    expect(costUsd({ model: 'm', usage: null }, price)).toBeNull();
  });

  it('is nothing where no model was asked, whatever the price', () => {
    expect(costUsd({ model: null, usage: null }, null)).toBe(0);
  });
});
