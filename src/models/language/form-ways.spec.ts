import type { AnswerFormat } from '../../core';
import { FormWays } from './form-ways';

const written: AnswerFormat = { kind: 'json_schema', name: 'report', schema: {} };
const MINUTE_MS = 60_000;

function setUp() {
  let now = 0;
  const ways = new FormWays(() => now);
  const refuse = () => ways.remember('json_object', ['json_schema']);
  const isTried = () => ways.for(written).includes('json_schema');
  return { ways, refuse, isTried, pass: (ms: number) => (now += ms) };
}

describe('a way of asking for a form', () => {
  it('rests for minutes after three refusals in a row, and is tried again', () => {
    const { refuse, isTried, pass } = setUp();
    expect([refuse(), refuse(), isTried()]).toEqual([[], [], true]);
    expect([refuse(), isTried()]).toEqual([['json_schema'], false]);
    pass(9 * MINUTE_MS);
    expect(isTried()).toBe(false);
    pass(MINUTE_MS);
    expect(isTried()).toBe(true);
  });

  it('rests again after one more refusal, which is not told again', () => {
    const { refuse, isTried, pass } = setUp();
    for (let refusals = 0; refusals < 3; refusals++) refuse();
    pass(10 * MINUTE_MS);
    expect([refuse(), isTried()]).toEqual([[], false]);
  });

  it('has all its tries again once it is taken', () => {
    const { ways, refuse, isTried, pass } = setUp();
    for (let refusals = 0; refusals < 3; refusals++) refuse();
    pass(10 * MINUTE_MS);
    ways.remember('json_schema', []);
    expect([refuse(), refuse(), isTried()]).toEqual([[], [], true]);
    expect(refuse()).toEqual(['json_schema']);
  });
});
