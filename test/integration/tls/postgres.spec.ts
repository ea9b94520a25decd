import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Database } from '../../../src/engines/database/database';
import { startErrorText } from '../../../src/process/start-error';
import { JWT, startApp, type Person } from '../../support/app';
import { Authority } from '../../support/certificates';
import { eventually } from '../../support/eventually';
import { describeWithPostgres, PostgresServer } from '../../support/postgres-server';

jest.setTimeout(60_000);

/** With everything that means something in a URL, in SQL or in a shell. */
const PASSWORD = "p@ss/w:r?d#'%41 ä";

const ENV = { ...JWT, EMBEDDING_PROVIDER: 'lexical' };

const QUESTION = 'When does the bakery open?';

describeWithPostgres('a service whose PostgreSQL lets in nobody but over TLS and with a password', () => {
  let server: PostgresServer;
  let authority: Authority;
  let folder: string;
  /** The parameter that names the authority of the server's certificate, and one that names another. */
  let known: string;
  let unknown: string;

  beforeAll(async () => {
    authority = new Authority();
    const certificate = authority.certify('localhost', '127.0.0.1');
    server = await PostgresServer.start({ certificate, password: PASSWORD });
    folder = await mkdtemp(join(tmpdir(), 'trivet-test-'));
    const fileOf = async (name: string, pem: string): Promise<string> => {
      await writeFile(join(folder, name), pem);
      return `sslrootcert=${join(folder, name)}`;
    };
    known = await fileOf('known.pem', authority.certificate);
    unknown = await fileOf('unknown.pem', new Authority().certificate);
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const url = (parameters: string, host = 'localhost', password = PASSWORD): string =>
    `${server.urlFor(password, host)}?${parameters}`;

  const start = (databaseUrl: string, env = {}) =>
    startApp({ ...ENV, ...env }, server.asDatabase(databaseUrl));

  /** What a start that fails tells whoever looks at its terminal. */
  const refusal = async (databaseUrl: string): Promise<string> => {
    const told = await start(databaseUrl).then(async (app) => {
      await app.close();
      return 'It started.';
    }, startErrorText);
    expect(told).not.toMatch(/p@ss|p%40ss|postgresql:/);
    return told;
  };

  async function expectWritesAndAnswers(me: Person): Promise<void> {
    await me.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    const { status, body } = await me.ask(QUESTION);
    expect([status, body.answer]).toEqual([200, expect.stringContaining('nine')]);
  }

  /** The service has sessions with this server, and every one is encrypted. */
  async function expectTls(): Promise<void> {
    const sessions = await server.sql(
      "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'trivet'",
    );
    expect(sessions).toEqual([{ ssl: true }]);
  }

  it.each(['localhost', '127.0.0.1'])(
    'writes and answers under verify-full, when the certificate is for the %s it is told to reach',
    async (host) => {
      const app = await start(url(`sslmode=verify-full&${known}`, host));
      await expectWritesAndAnswers(app.newcomer());
      await expectTls();
      await app.close();
    },
  );

  it('takes the URL with its password from a file', async () => {
    const file = join(folder, 'url');
    await writeFile(file, `${url(`sslmode=verify-full&${known}`)}\n`);
    const app = await start('', { DATABASE_URL_FILE: file });
    await expectWritesAndAnswers(app.newcomer());
    await expectTls();
    await app.close();
  });

  it('does not start for a server that an unknown authority vouches for, and says how to name it', async () => {
    const remedy = /unable to verify.*sslrootcert=/;
    expect(await refusal(url(`sslmode=verify-full&${unknown}`))).toMatch(remedy);
    expect(await refusal(url('sslmode=verify-full'))).toMatch(remedy);
  });

  it('does not start with a wrong password, nor for a database that is not there, and says where to mend it', async () => {
    const wrong = url(`sslmode=verify-full&${known}`, 'localhost', 'p@ss is wrong');
    expect(await refusal(wrong)).toMatch(/password authentication failed.*the password in DATABASE_URL\.$/);
    const nowhere = url('sslmode=no-verify').replace('/postgres?', '/nowhere?');
    expect(await refusal(nowhere)).toMatch(/"nowhere" does not exist.*Create that database/);
  });

  it('does not start in plain text, and says how to ask for TLS', async () => {
    expect(await refusal(url(''))).toMatch(/no encryption.*sslmode=verify-full/);
    expect(await refusal(url('sslmode=disable'))).toMatch(/no encryption.*sslmode=verify-full/);
  });

  it('does not start when a file of its URL is missing, and says which', async () => {
    expect(await refusal(url('sslrootcert=/not/there.pem'))).toMatch(/\/not\/there\.pem.*Check DATABASE_URL/);
  });

  describe('with other values of sslmode', () => {
    const reaches = async (parameters: string): Promise<boolean> => {
      const database = await Database.open({ url: url(parameters), dataDir: folder });
      const answer = database.query({ text: 'SELECT 1' });
      return answer.then(Boolean, () => false).finally(() => database.close());
    };

    it.each(['prefer', 'require', 'verify-ca', 'verify-full'])('%s checks the certificate', async (mode) => {
      expect(await reaches(`sslmode=${mode}&${known}`)).toBe(true);
      expect(await reaches(`sslmode=${mode}&${unknown}`)).toBe(false);
      expect(await reaches(`sslmode=${mode}`)).toBe(false);
    });

    it.each(['sslmode=no-verify', 'uselibpqcompat=true&sslmode=require'])(
      '%s encrypts only',
      async (parameters) => {
        expect(await reaches(parameters)).toBe(true);
      },
    );

    it('an authority alone is checked as with verify-full', async () => {
      expect(await reaches(known)).toBe(true);
      expect(await reaches(unknown)).toBe(false);
    });
  });

  describe('and shows a certificate for another name', () => {
    const verified = () => url(`sslmode=verify-full&${known}`);
    const said = /does not answer: .*altnames.*by a name that its certificate holds\.$/;
    afterEach(() => server.show(authority.certify('localhost', '127.0.0.1')));

    it('does not start, and says why', async () => {
      await server.show(authority.certify('elsewhere.example'));
      expect(await refusal(verified())).toMatch(said);
    });

    it('answers 503 when new connections meet it, says why once, and comes back by itself', async () => {
      const app = await start(verified());
      const me = app.newcomer();
      await expectWritesAndAnswers(me);
      const answers = (status: number): Promise<void> =>
        eventually(`A question gets ${status}.`, async () => (await me.ask(QUESTION)).status === status);
      const error = jest.spyOn(Logger.prototype, 'error').mockImplementation();
      try {
        await server.show(authority.certify('elsewhere.example'));
        await server.sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'trivet'",
        );
        await answers(503);
        expect((await me.ask(QUESTION)).headers.get('retry-after')).toBe('1');
        expect(await me.call('GET', '/health')).toMatchObject({
          status: 503,
          body: { database: { status: 'down' } },
        });
        // A stamp read may fail a moment before a probe says that the database is away, and why.
        await eventually('The log says why.', () => error.mock.calls.length > 0);
        await server.show(authority.certify('localhost', '127.0.0.1'));
        await answers(200);
        expect(error.mock.calls).toEqual([[expect.stringMatching(said)]]);
      } finally {
        error.mockRestore();
        await app.close();
      }
    });
  });
});
