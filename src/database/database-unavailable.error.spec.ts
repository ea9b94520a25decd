import { DatabaseUnavailableError, isUnavailable } from './database-unavailable.error';

describe('isUnavailable', () => {
  const coded = (code: string): Error => Object.assign(new Error('x'), { code });

  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'ENOTFOUND',
    'ENOENT',
    '57P01',
    '57P03',
    '53300',
    '57014',
    '08006',
  ])('is true of %s', (code) => {
    expect(isUnavailable(coded(code))).toBe(true);
  });

  it.each([
    'timeout exceeded when trying to connect',
    'Query read timeout',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
  ])('is true of what pg says: %s', (message) => {
    expect(isUnavailable(new Error(message))).toBe(true);
  });

  it('is true of itself', () => {
    expect(isUnavailable(new DatabaseUnavailableError('x'))).toBe(true);
  });

  it.each(['23505', '42601', '28P01', '3D000', '40001'])(
    'is false of %s, which is about the statement',
    (code) => {
      expect(isUnavailable(coded(code))).toBe(false);
    },
  );

  it.each([undefined, 'Connection terminated', new Error('my Connection terminated')])(
    'is false of %p',
    (thrown) => {
      expect(isUnavailable(thrown)).toBe(false);
    },
  );
});

describe('DatabaseUnavailableError', () => {
  it('says why, also when several addresses were tried and none answered', () => {
    const tried = Object.assign(new AggregateError([new Error('a'), new Error('b')]), {
      code: 'ECONNREFUSED',
    });
    expect(new DatabaseUnavailableError(tried).message).toBe('The database does not answer: ECONNREFUSED');
    expect(new DatabaseUnavailableError(new Error('refused')).message).toBe(
      'The database does not answer: refused',
    );
  });
});
