import { Logger } from '@nestjs/common';
import { PERSON_OUTCOMES, PersonCounts } from './person-counts';

describe('The counts of named people', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('tell an operator once of each thing that is not as a program thinks, and never of what is', () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const counts = new PersonCounts();
    for (let round = 0; round < 3; round++) for (const outcome of PERSON_OUTCOMES) counts.add(outcome);
    expect(PERSON_OUTCOMES.map((outcome) => counts.of(outcome))).toEqual([3, 3, 3, 3]);
    const lines = warn.mock.calls.map(([line]) => String(line));
    expect(new Set(lines).size).toBe(3);
    expect(lines).toHaveLength(3);
  });
});
