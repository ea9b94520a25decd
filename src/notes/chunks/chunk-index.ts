import type { ClientBase } from 'pg';
import { unhurried } from '../../engines/database/unhurried';

/** Runs in a transaction, however long it takes: 26 s for 10,000 vectors of 384 (PostgreSQL 17, busy machine). */
export async function ensureIndex(client: ClientBase, create: string | undefined): Promise<void> {
  if (create === undefined) return;
  await client.query('SET LOCAL statement_timeout = 0');
  await client.query(unhurried(create));
}
