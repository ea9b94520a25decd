import { DatabaseUnavailableError } from './database-unavailable.error';
import { isDiskFull } from './disk-full';

describe('a full disk', () => {
  const coded = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

  it.each([
    coded('53100', 'could not extend file "base/5/16384": No space left on device'),
    coded('58030', 'could not write to file "pg_wal/xlogtemp.1": No space left on device'),
    coded('ENOSPC'),
    new DatabaseUnavailableError(coded('58030', 'could not write block 7: No space left on device')),
  ])('is known by %s', (error) => {
    expect(isDiskFull(error)).toBe(true);
  });

  it.each([coded('58030', 'could not read block 7: Input/output error'), coded('53200'), undefined])(
    'is not %s',
    (error) => {
      expect(isDiskFull(error)).toBe(false);
    },
  );
});
