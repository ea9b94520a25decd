import { Gauges } from './gauges';

describe('Gauges', () => {
  it('asks a layer for its size only when somebody reads it', () => {
    const gauges = new Gauges();
    const size = jest.fn(() => ({ entries: 2, bytes: 30 }));
    gauges.measure('l1_answer', size);
    expect(size).not.toHaveBeenCalled();
    expect(gauges.size('l1_answer')).toEqual({ entries: 2, bytes: 30 });
    expect(gauges.size('l1_question')).toEqual({ entries: 0, bytes: 0 });
  });
});
