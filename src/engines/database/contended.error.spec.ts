import { ContendedError, twice } from './contended.error';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });

describe('work that lost to others', () => {
  it.each(['40P01', '40001', '40000', '55P03', '72000'])('is done once more after %s', async (code) => {
    const work = jest.fn().mockRejectedValueOnce(coded(code)).mockResolvedValueOnce('done');
    await expect(twice(work)).resolves.toBe('done');
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('is given up when it loses again, with one kind of error', async () => {
    const again = coded('40001');
    const work = jest.fn().mockRejectedValueOnce(coded('40P01')).mockRejectedValueOnce(again);
    await expect(twice(work)).rejects.toThrow(ContendedError);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it.each(['23505', '42P01', '57014', 'ECONNRESET', ''])(
    'is not done again after %j, which may have had an effect or would come again',
    async (code) => {
      const error = coded(code);
      const work = jest.fn().mockRejectedValue(error);
      await expect(twice(work)).rejects.toBe(error);
      expect(work).toHaveBeenCalledTimes(1);
    },
  );

  it('that fails otherwise the second time says so', async () => {
    const error = coded('23505');
    const work = jest.fn().mockRejectedValueOnce(coded('40P01')).mockRejectedValueOnce(error);
    await expect(twice(work)).rejects.toBe(error);
  });
});
