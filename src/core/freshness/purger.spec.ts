import { ReservedCorpusError } from '../errors';
import { Purger } from './purger';

describe('Purger', () => {
  it.each(['*', '*corpus:acme/w/eng'])('purges no corpus that belongs to the core: %s', async (corpus) => {
    const query = jest.fn();
    const order = { tenant: 'acme', layer: null, corpus };
    await expect(new Purger({ query }).purge(order)).rejects.toThrow(ReservedCorpusError);
    expect(query).not.toHaveBeenCalled();
  });
});
