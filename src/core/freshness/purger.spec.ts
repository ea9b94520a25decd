import { ReservedCorpusError } from '../errors';
import { DEFAULT_SETTINGS } from '../settings';
import { Purger } from './purger';
import { StampReader } from './stamp-reader';

describe('Purger', () => {
  it.each(['*', '*corpus:acme/w/eng'])('purges no corpus that belongs to the core: %s', async (corpus) => {
    const query = jest.fn();
    const stamps = new StampReader({ ...DEFAULT_SETTINGS.freshness, query });
    const order = { tenant: 'acme', layer: null, corpus };
    await expect(new Purger({ query }, stamps).purge(order)).rejects.toThrow(ReservedCorpusError);
    expect(query).not.toHaveBeenCalled();
  });
});
