import { createServer } from 'node:net';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Database } from '../../../src/engines/database/database';
import { JWT, startApp, type NoteBody, type Person, type TestApp } from '../../support/app';
import { problemOf } from '../../support/problem';

let app: TestApp;
let me: Person;

/** A port that refuses connections: one that was free a moment ago. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

beforeAll(async () => {
  app = await startApp({
    ...JWT,
    EMBEDDING_PROVIDER: 'openai',
    EMBEDDING_BASE_URL: `http://127.0.0.1:${await deadPort()}/v1`,
    EMBEDDING_MODEL: 'away',
    EMBEDDING_DIMENSIONS: '8',
  });
});
beforeEach(() => {
  me = app.newcomer();
});
afterAll(async () => {
  await app.close();
});

/** Everything a note's write leaves, as text. */
async function written(of = app): Promise<unknown> {
  const tables = ['notes', 'chunks', 'trivet.marks', 'trivet.vectors'];
  const contents = tables.map((table) => `(SELECT json_agg(t ORDER BY t::text) FROM ${table} AS t)`);
  const { rows } = await of.nest
    .get(Database)
    .query({ text: `SELECT ${contents.map((content, at) => `${content} AS t${at}`).join(', ')}` });
  return rows[0];
}

/** A note that was written while the model was there, as another instance would have. */
async function existingNote(tenant: string): Promise<string> {
  const id = randomUUID();
  await app.nest.get(Database).query({
    text: `INSERT INTO notes (id, tenant, owner, visibility, title, body) VALUES ($1, $2, 'ann', 'private', 'Old', 'Old')`,
    values: [id, tenant],
  });
  return id;
}

describe('while the embedding model is away', () => {
  it('a note is refused whole, with a time to try again', async () => {
    const before = await written();
    const refused = await me.call('POST', '/notes', { json: { title: 'Bakery', body: 'Opens at nine.' } });
    expect(problemOf(refused)).toMatchObject({ status: 503, code: 'embedding_model_unavailable' });
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(await written()).toEqual(before);
    expect((await me.call<{ notes: unknown[] }>('GET', '/notes')).body.notes).toEqual([]);
  });

  it('an edit is refused whole', async () => {
    const tenant = randomUUID();
    const ann = app.as({ sub: 'ann', tenant });
    const id = await existingNote(tenant);
    const before = await written();
    const json = { title: 'New', body: 'New', visibility: 'workspace' };
    const refused = await ann.call('PATCH', `/notes/${id}`, { json, headers: { 'If-Match': '"1"' } });
    expect(problemOf(refused)).toMatchObject({ status: 503, code: 'embedding_model_unavailable' });
    expect(await written()).toEqual(before);
    expect((await ann.call<NoteBody>('GET', `/notes/${id}`)).body).toMatchObject({
      title: 'Old',
      version: 1,
    });
  });

  it('notes can be read and deleted', async () => {
    const tenant = randomUUID();
    const ann = app.as({ sub: 'ann', tenant });
    const id = await existingNote(tenant);
    expect((await ann.call<NoteBody>('GET', `/notes/${id}`)).body).toMatchObject({
      title: 'Old',
      body: 'Old',
    });
    await ann.remove({ id });
    expect((await ann.call('GET', `/notes/${id}`)).status).toBe(404);
    expect(JSON.stringify(await written())).not.toContain(id);
  });

  it('a question is refused, and says nothing of where the model is', async () => {
    const refused = await me.ask('When does the bakery open?');
    expect(problemOf(refused)).toMatchObject({ status: 503, code: 'embedding_model_unavailable' });
    expect(JSON.stringify(refused.body)).not.toContain('127.0.0.1');
  });
});

describe('when the notes were embedded anew with another model meanwhile', () => {
  it('a note is rolled back with all that was written of it', async () => {
    const other = await startApp({ ...JWT, EMBEDDING_PROVIDER: 'lexical', CACHE_ENABLED: 'false' });
    const ann = other.newcomer();
    const note = await ann.write({ title: 'Bakery', body: 'Opens at nine.' });
    await other.nest.get(Database).query({ text: "UPDATE embedding_space SET model_id = 'another'" });
    const before = await written(other);

    const refused = [
      await ann.call('POST', '/notes', { json: { title: 'Bakery', body: 'Opens at ten.' } }),
      await ann.call('PATCH', `/notes/${note.id}`, {
        json: { body: 'Opens at ten.' },
        headers: { 'If-Match': '*' },
      }),
    ];
    for (const answer of refused) {
      expect(problemOf(answer)).toMatchObject({ status: 503, code: 'embedding_model_changed' });
    }
    expect(await written(other)).toEqual(before);
    await other.close();
  });
});
