import { Client } from 'pg';
import type { MigrationSet } from '../../src/engines/database/migrations/sets';
import { buildTemplate, templateKey } from './engine-template';

/** Any constant. The worker that builds a template keeps the others waiting. */
const BUILDING = 7_269_766;

interface Wanted {
  readonly sets: readonly MigrationSet[];
  /** Name of the new database. */
  readonly name: string;
}

/** @returns the URL of a new, migrated database on the server */
export async function createFromTemplate(server: string, { sets, name }: Wanted): Promise<string> {
  const template = `trivet_template_${await templateKey(sets)}`;
  await withClient(server, async (client) => {
    await client.query(`SELECT pg_advisory_lock(${BUILDING})`);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 0) await createTemplate(client, { server, sets, template });
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  return urlOf(server, name);
}

export async function dropDatabase(server: string, name: string): Promise<void> {
  await withClient(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

interface NewTemplate {
  readonly server: string;
  readonly sets: readonly MigrationSet[];
  readonly template: string;
}

/** The template gets its name when it is complete, so that a failed build is not taken for one. */
async function createTemplate(client: Client, { server, sets, template }: NewTemplate): Promise<void> {
  const unfinished = 'trivet_template_unfinished';
  await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${unfinished}`);
  await buildTemplate({ url: urlOf(server, unfinished), dataDir: '' }, sets);
  await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
}

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function withClient(server: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
