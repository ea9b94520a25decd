/**
 * Versions before the sets kept one ledger, `trivet.migrations`, for five files in one folder. Two things follow:
 *
 * - A database of theirs has those files already. Their rows are copied into the ledgers of the sets.
 * - Such a version may start again later, after a roll-back or beside this one. It applies what its ledger lacks, and would fail on
 *   tables that exist. So its ledger gets its five rows as soon as everything that its files made is there. It then finds nothing
 *   to apply. It does not learn of files that came later, which only add.
 *
 * Both happen in the transaction that holds the migrations' lock, and both change nothing the second time.
 */
import type { ClientBase } from 'pg';
import type { Migration } from './files';
import { type Applied, LEDGER_COLUMNS, ledgerOf } from './ledgers';

interface OldFile {
  readonly name: string;
  readonly sha256: string;
  /** The files that stand for it now, which together make what it made. */
  readonly parts: readonly string[];
}

/** Complete: nothing is added here. */
const OLD_FILES: readonly OldFile[] = [
  {
    name: '0001_trivet.sql',
    sha256: '7243662ecccc3e0ee03bfec857d628b2be0fe3d9ca899948f6ace664a0d2d291',
    parts: ['core/0001_trivet.sql'],
  },
  {
    name: '0002_vectors.sql',
    sha256: 'f2a8e6b64299b42b3fe5d7c506f6538c78b8eacedb06031b7314f04ca84e2a83',
    parts: ['core/0002_vectors.sql'],
  },
  {
    name: '0003_notes.sql',
    sha256: '0736e6b33198e39c6f340ce9eb5ba1dbc79cd425bae07dd3ecb940c23693749c',
    parts: ['notes/0003_notes.sql'],
  },
  {
    name: '0004_erasures.sql',
    sha256: 'b364e10fb74d4992a3379cd1c27ab63990be22a39c34a8f5b194390ade2b500d',
    parts: ['core/0004_erasures.sql', 'notes/0004_note_erasures.sql'],
  },
  {
    name: '0005_primary_stamps.sql',
    sha256: '798a54815478a4e4d72bab0d1196df3277a4aca8c7494283f6c63b6ed081edaa',
    parts: ['core/0005_primary_stamps.sql'],
  },
];

/**
 * Copies what the single ledger has and the sets' ledgers lack. A row whose sum is not the known one keeps it. The file is then
 * refused as one that was changed after it was applied.
 * @param applied gets what was copied
 */
export async function adoptSingleLedger(
  client: ClientBase,
  { migrations, applied }: { readonly migrations: readonly Migration[]; readonly applied: Applied },
): Promise<void> {
  const sums = await readSingleLedger(client);
  for (const old of OLD_FILES) {
    const sum = sums.get(old.name);
    if (sum === undefined) continue;
    for (const part of migrations) {
      if (!old.parts.includes(part.path) || applied.has(part.path)) continue;
      const sha256 = sum === old.sha256 ? part.sha256 : sum;
      await copy(client, { old: old.name, part, sha256 });
      applied.set(part.path, sha256);
    }
  }
}

async function readSingleLedger(client: ClientBase): Promise<Map<string, string>> {
  const there = await client.query("SELECT WHERE to_regclass('trivet.migrations') IS NOT NULL");
  if (there.rowCount === 0) return new Map();
  const { rows } = await client.query<Pick<OldFile, 'name' | 'sha256'>>(
    'SELECT name, sha256 FROM trivet.migrations',
  );
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

interface Copy {
  readonly old: string;
  readonly part: Migration;
  readonly sha256: string;
}

async function copy(client: ClientBase, { old, part, sha256 }: Copy): Promise<void> {
  await client.query(
    `INSERT INTO ${ledgerOf(part.set)} (name, sha256, applied_at)
     SELECT $1, $2, applied_at FROM trivet.migrations WHERE name = $3`,
    [part.name, sha256, old],
  );
}

/** Writes the single ledger's rows once all that its files made is there; a database of the core alone never has it. */
export async function tellSingleLedger(client: ClientBase, applied: Applied): Promise<void> {
  if (!OLD_FILES.every(({ parts }) => parts.every((part) => applied.has(part)))) return;
  await client.query(`CREATE TABLE IF NOT EXISTS trivet.migrations (${LEDGER_COLUMNS})`);
  await client.query(
    `INSERT INTO trivet.migrations (name, sha256) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (name) DO NOTHING`,
    [OLD_FILES.map(({ name }) => name), OLD_FILES.map(({ sha256 }) => sha256)],
  );
}
