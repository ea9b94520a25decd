/**
 * Whether what a question finds depends on anything but the notes in its scope, in a database of 300,000 chunks.
 *
 * Forty questions are asked in scopes of 1,000 to 100,000 chunks. Then others add 50,000 chunks that are nearer to these
 * questions and hold their words, edit half of them to be about something else, and remove them. The database is vacuumed, its indexes are built
 * anew, and the program is started again. At last all notes of the scopes are removed and written again, twice and in two orders. After
 * each step the same questions must find the same passages, byte for byte. It prints what it compared, and exits with 1 when one differs.
 *
 * Usage, with the folders and databases of bench/search.ts:
 *
 *     DATABASE_URL=postgresql://… node --max-old-space-size=8192 -r @swc-node/register bench/non-interference.ts \
 *       --data <folder> --cache <folder> [--space minilm] [--chunks 300000] [--strangers 50000]
 */
import { parseArgs } from 'node:util';
import type { Passage } from '../src/core';
import { ManyChunks, type PlannedNote } from '../test/support/many-chunks';
import { inBatches } from '../test/support/neighbourhood';
import { seeded, shuffled } from '../test/support/seeded';
import { opened, SCOPES, scopeOf, type Loaded } from './search/corpora';
import { manyOf } from './search/five-scopes';
import { spaceNamed, type Question, type Space } from './search/spaces';

const QUESTIONS = 40;

/** Behind everything else in the order of life. */
const STRANGERS_FROM = 100_000_000;

interface Given {
  readonly space: Space;
  readonly chunks: number;
  readonly strangers: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      cache: { type: 'string' },
      space: { type: 'string', default: 'minilm' },
      chunks: { type: 'string', default: '300000' },
      strangers: { type: 'string', default: '50000' },
    },
  });
  const { data, cache } = values;
  if (data === undefined || cache === undefined) throw new Error('Give --data and --cache.');
  const space = await spaceNamed(values.space, { data, cache });
  const given = { space, chunks: Number(values.chunks), strangers: Number(values.strangers) };
  const differences = await compared(given);
  console.log(differences === 0 ? 'kept: nothing differs' : `MISSED: ${differences} comparisons differ`);
  process.exitCode = differences === 0 ? 0 : 1;
}

/** @returns how many questions found something else than at first */
async function compared({ space, chunks, strangers }: Given): Promise<number> {
  const many = manyOf(space, chunks);
  let database = await opened(space, many);
  const asked = space.questions.slice(0, QUESTIONS);
  let before = await passages(database, asked);
  let differences = 0;
  const compare = async (step: string, of: Text = whole): Promise<void> => {
    const after = await passages(database, asked);
    const differing = after.filter((found, i) => of(found) !== of(before[i] ?? []));
    const told = after.reduce((sum, found) => sum + found.length, 0);
    console.log(
      `${step}: ${after.length} questions over ${SCOPES.length} scopes, ${told} passages, ${differing.length} questions differ`,
    );
    differences += differing.length;
  };
  const made = ManyChunks.over(database.sql);
  const from = space.bases.length;
  await made.addBases(
    asked.map(({ text, vector }) => ({ content: text, vector })),
    from,
  );
  const crowd = strangersOf(strangers, from);
  await inBatches(crowd, (batch) => made.write(batch));
  await compare(`${strangers} of others nearer`);
  const edited = crowd
    .filter((_, i) => i % 2 === 0)
    .map((note) => ({ ...note, chunks: [{ base: 0, noise: 1 }] }));
  await inBatches(edited, (batch) => made.edit(batch));
  await compare(`${edited.length} of them edited`);
  await database.sql.query('VACUUM (ANALYZE)');
  await compare('after VACUUM');
  await database.sql.query('REINDEX SCHEMA public');
  await compare('after REINDEX');
  await database.close();
  database = await opened(space, many);
  await compare('after a restart');
  await inBatches(crowd, (batch) => ManyChunks.over(database.sql).remove(batch));
  await compare('others removed');
  await rewriteOwn(database, many.plan(), 1);
  before = await passages(database, asked);
  await rewriteOwn(database, many.plan(), 2);
  await compare('own notes written again in another order', lasting);
  await database.close();
  return differences;
}

/** In an order that the seed decides. What benches have edited is as it was planned again. */
async function rewriteOwn({ sql }: Loaded, plan: readonly PlannedNote[], seed: number): Promise<void> {
  const made = ManyChunks.over(sql);
  const own = plan.filter(({ tenant }) => tenant.startsWith('scope-'));
  await inBatches(own, (batch) => made.remove(batch));
  await inBatches(shuffled(own, seeded(seed)), (batch) => made.write(batch));
}

async function passages({ product }: Loaded, asked: readonly Question[]): Promise<Passage[][]> {
  const found: Passage[][] = [];
  for (const size of SCOPES)
    for (const { text, vector } of asked)
      found.push([...(await product.find({ corpora: scopeOf(size), question: text, vector })).passages]);
  return found;
}

function strangersOf(count: number, from: number): PlannedNote[] {
  const random = seeded(count);
  return Array.from({ length: count }, (_, n) => ({
    at: STRANGERS_FROM + n,
    tenant: `stranger-${n % 50}`,
    workspace: 'all',
    chunks: [{ base: from + (n % QUESTIONS), noise: Math.floor(random() * 2 ** 20) }],
  }));
}

type Text = (found: readonly Passage[]) => string;

const whole: Text = (found) => JSON.stringify(found);

/** All but which stay of a note in its corpus was read: a note that is back has another. */
const lasting: Text = (found) => whole(found.map((passage) => ({ ...passage, incarnation: '' })));

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
