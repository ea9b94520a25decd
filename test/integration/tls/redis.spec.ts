import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { startApp, type Person } from '../../support/app';
import { watchBoarding } from '../../support/boarding';
import { Authority } from '../../support/certificates';
import { eventually } from '../../support/eventually';
import { startFleet } from '../../support/fleet';
import { startModelServer } from '../../support/model-server';
import { redisRights } from '../../support/redis-rights';
import { describeWithRedis } from '../../support/describe-with-redis';
import { RedisServer } from '../../support/redis-server';

jest.setTimeout(60_000);

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

/** With everything that means something in a URL. */
const PASSWORD = "p@ss/w:r?d#'%41ä";
const PREFIX = 'trivet-tls:';

const RIGHTS = redisRights(PREFIX);

const NOTE = { title: 'Kiln', body: 'The kiln is fired on Thursdays.', visibility: 'workspace' };
const QUESTION = 'When is the kiln fired?';

/** Twice as long as until the second attempt to reach Redis. */
const ATTEMPTS_MS = 600;

// Two instances on one database need a real server.
(databaseUrl ? describeWithRedis : describe.skip)(
  'a Redis that is reached over TLS and with a password',
  () => {
    let server: RedisServer;
    let folder: string;
    let authorityFile: string;
    let otherFile: string;
    let elsewhere: RedisServer;

    beforeAll(async () => {
      const authority = new Authority();
      const settings = { requirepass: PASSWORD };
      server = await RedisServer.start(settings, authority.certify('localhost', '127.0.0.1'));
      elsewhere = await RedisServer.start(settings, authority.certify('elsewhere.example'));
      folder = await mkdtemp(join(tmpdir(), 'trivet-test-'));
      authorityFile = join(folder, 'authority.pem');
      await writeFile(authorityFile, authority.certificate);
      otherFile = join(folder, 'other.pem');
      await writeFile(otherFile, new Authority().certificate);
    });
    afterAll(async () => {
      await server.close();
      await elsewhere.close();
      await rm(folder, { recursive: true, force: true });
    });

    /** A user of this server with these rights. @returns its URL */
    async function userWith(rights: readonly string[], host = '127.0.0.1'): Promise<string> {
      const user = `trivet-${randomUUID()}`;
      await server.command('ACL', 'SETUSER', user, 'on', `>${PASSWORD}`, ...rights);
      return server.urlFor({ user, password: PASSWORD, host });
    }

    const reached = (url: string, authority = authorityFile) => ({
      REDIS_URL: url,
      REDIS_CLUSTER_NODES: '',
      REDIS_CA_FILE: authority,
      REDIS_PREFIX: PREFIX,
      CACHE_TYPE: 'hybrid',
      EMBEDDING_PROVIDER: 'lexical',
    });

    const redisOf = async (person: Person): Promise<string> =>
      (await person.call<{ redis: string }>('GET', '/health')).body.redis;

    it('carries leases, entries, statistics, purges and erasures of a user with no other rights than those in the docs', async () => {
      const file = join(folder, 'url');
      await writeFile(file, `${await userWith(RIGHTS, 'localhost')}\n`);
      const model = await startModelServer();
      const fleet = await startFleet({ ...model.env, ...reached(''), REDIS_URL_FILE: file }, 2);
      const tenant = randomUUID();
      const admins = fleet.instances.map((app) => app.as({ sub: 'ann', tenant, roles: ['admin'] }));
      const [ann, bob] = admins as [Person, Person];
      const stored = () => Promise.all(fleet.instances.map((app) => app.stored()));
      try {
        await server.command('ACL', 'LOG', 'RESET');
        const note = await ann.write(NOTE);
        const boardings = fleet.instances.map(watchBoarding);
        const release = model.hold();
        const asked = Promise.all([ann.ask(QUESTION), bob.ask(QUESTION)]);
        await model.arrived(1);
        await Promise.all(boardings.map(({ aboard }) => aboard(1)));
        release();
        expect((await asked).map(({ status }) => status)).toEqual([200, 200]);
        expect(model.prompts).toHaveLength(1);
        await stored();
        await ann.ask('Which day is the kiln fired?');
        await stored();
        expect((await bob.ask('Which day is the kiln fired?')).body.metadata.match).toBe('exact');
        await ann.stats();
        expect((await bob.stats()).fleet).toMatchObject({ instances: 2, model_calls: 2 });
        expect(await ann.call('DELETE', '/assistant/cache')).toMatchObject({ status: 200 });
        expect((await bob.ask(QUESTION)).body.metadata.match).toBeNull();
        await stored();
        await ann.remove(note);
        await fleet.instances[0]?.pollErasures();
        expect(await server.command('ACL', 'LOG')).toEqual([]);
        expect(Number(await server.command('DBSIZE'))).toBeGreaterThan(0);
      } finally {
        await fleet.close();
        await model.close();
      }
    });

    it.each([
      ['the password is wrong', 'WRONGPASS', () => reached(server.urlFor({ password: 'p@ss is wrong' }))],
      ['no password is given', 'NOAUTH', () => reached(server.urlFor({}))],
      ['the user is disabled', 'WRONGPASS', async () => reached(await userWith(['off']))],
      [
        'an unknown authority vouches for it',
        'certificate.*\\. Name the authority that signed its certificate: REDIS_CA_FILE\\.',
        () => reached(server.url, otherFile),
      ],
      ['no authority is named', 'Name the authority', () => reached(server.url, '')],
      ['its certificate is for another name', 'altnames', () => reached(elsewhere.url)],
      [
        'it is asked in plain text',
        'ECONNRESET|closed',
        () => ({ ...reached(server.url.replace('rediss:', 'redis:')), REDIS_CA_FILE: '' }),
      ],
    ])('%s: the service answers without it, and one line says why', async (_, why, env) => {
      const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
      const app = await startApp(await env());
      const me = app.as();
      try {
        await me.write({ ...NOTE, visibility: 'private' });
        expect((await me.ask(QUESTION)).status).toBe(200);
        expect((await me.ask(QUESTION)).body.metadata.match).toBe('exact');
        expect(await redisOf(me)).toBe('down');
        // eslint-disable-next-line no-restricted-syntax -- that no second line comes has no sign to wait for
        await new Promise((resolve) => setTimeout(resolve, ATTEMPTS_MS));
        const lines = warn.mock.calls.map(([line]) => String(line));
        expect(lines).toEqual([expect.stringMatching(new RegExp(`^Redis does not answer;.*(?:${why})`))]);
        expect(lines.join()).not.toMatch(/p@ss|p%40ss|rediss?:\/\//);
      } finally {
        await app.close();
        warn.mockRestore();
      }
    });

    it('is picked up when its password is put right', async () => {
      const url = await userWith(RIGHTS);
      const { username } = new URL(url);
      await server.command('ACL', 'SETUSER', username, 'resetpass', '>another');
      const app = await startApp(reached(url));
      const me = app.as();
      try {
        expect(await redisOf(me)).toBe('down');
        await server.command('ACL', 'SETUSER', username, `>${PASSWORD}`);
        await eventually('Redis is in use.', async () => (await redisOf(me)) === 'up');
      } finally {
        await app.close();
      }
    });

    it('is of use for what its user may do, and one line tells the first thing that it may not', async () => {
      const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
      const app = await startApp(reached(await userWith([...RIGHTS, '-eval'])));
      const me = app.as();
      try {
        await eventually('Redis is in use.', async () => (await redisOf(me)) === 'up');
        await me.write({ ...NOTE, visibility: 'private' });
        for (const day of ['Which day', 'At what hour', 'By whom'])
          expect((await me.ask(`${day} is the kiln fired?`)).status).toBe(200);
        expect(warn.mock.calls).toEqual([
          [expect.stringMatching(/^Redis refuses a command.*NOPERM.*'eval'/)],
        ]);
        expect(await redisOf(me)).toBe('up');
      } finally {
        await app.close();
        warn.mockRestore();
      }
    });
  },
);
