import type { ClientBase } from 'pg';
import type { Migration } from './files';
import type { MigrationSet } from './sets';

/** Sum by path, `core/0001_trivet.sql`, of the files that were applied to the database. */
export type Applied = Map<string, string>;

export const LEDGER_COLUMNS =
  'name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()';

export const ledgerOf = (set: string): string => `trivet.${set}_migrations`;

export async function createLedgers(client: ClientBase, sets: readonly MigrationSet[]): Promise<void> {
  await client.query('CREATE SCHEMA IF NOT EXISTS trivet');
  for (const { name } of sets)
    await client.query(`CREATE TABLE IF NOT EXISTS ${ledgerOf(name)} (${LEDGER_COLUMNS})`);
}

/** @returns what was applied of the sets, in their order */
export async function readLedgers(client: ClientBase, sets: readonly MigrationSet[]): Promise<Applied> {
  const applied: Applied = new Map();
  for (const { name: set } of sets) {
    const { rows } = await client.query<Pick<Migration, 'name' | 'sha256'>>(
      `SELECT name, sha256 FROM ${ledgerOf(set)} ORDER BY name`,
    );
    for (const { name, sha256 } of rows) applied.set(`${set}/${name}`, sha256);
  }
  return applied;
}

export async function remember(client: ClientBase, { set, name, sha256 }: Migration): Promise<void> {
  await client.query(`INSERT INTO ${ledgerOf(set)} (name, sha256) VALUES ($1, $2)`, [name, sha256]);
}
