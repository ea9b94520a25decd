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
    '25P03',
    '53200',
    '53300',
    '57014',
    '57P05',
    '58000',
    '58030',
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

  it.each(['23505', '42601', '28P01', '3D000', '40001', '40P01', '55P03'])(
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

  it.each([
    ['28P01', 'password authentication failed', 'Check the user and the password in DATABASE_URL.'],
    ['3D000', 'database "x" does not exist', 'Create that database'],
    ['28000', 'no pg_hba.conf entry for host "::1", user "x", no encryption', 'add sslmode=verify-full'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate', 'sslrootcert='],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'must be renewed'],
    ['08P01', 'unsupported startup parameter: statement_timeout', 'DATABASE_PREPARE=false'],
    [undefined, 'The server does not support SSL connections', 'sslmode=disable'],
  ])('says what to do about %s %s', (code, message, remedy) => {
    const error = new DatabaseUnavailableError(Object.assign(new Error(message), { code }));
    expect(error.message).toContain(`The database does not answer: ${message}. `);
    expect(error.remedy).toContain(remedy);
  });
});
