import { ContendedError } from '../engines/database/contended.error';
import { DatabaseUnavailableError } from '../engines/database/database-unavailable.error';
import { Problems } from '../http/problems';
import { unavailableProblems } from './unavailable.problems';

describe('what a caller is told of the database', () => {
  const problems = new Problems([...unavailableProblems]);
  const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });

  it.each([
    [507, 'disk_full', coded('53100')],
    [
      507,
      'disk_full',
      new DatabaseUnavailableError(coded('58030', 'could not write: No space left on device')),
    ],
    [503, 'database_unavailable', new DatabaseUnavailableError(coded('58030'))],
    [503, 'database_busy', new ContendedError(coded('40P01'))],
  ])('is %i %s', (status, code, error) => {
    expect(problems.of(error, 'r').contents).toMatchObject({ status, code });
  });
});
