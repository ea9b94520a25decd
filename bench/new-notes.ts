/**
 * Whether a note that was just acknowledged is found first by a question that it answers best, where 25,000 chunks of others are
 * nearer to the question. It prints how often, and exits with 1 unless always.
 *
 * It makes a database of its own on the server and drops it.
 *
 * Usage:
 *
 *     DATABASE_URL=postgresql://… node -r @swc-node/register bench/new-notes.ts [chunks in scope, default 6200 100000]
 */
import { createFromTemplate, dropDatabase } from '../test/support/engine-server';
import { newNotesFound } from '../test/support/new-notes';
import { ALL_MIGRATIONS } from '../src/engines/database/migrations/sets';

const TRIALS = 150;
const STRANGERS = 25_000;
const NAME = 'trivet_bench_new_notes';

async function main(sizes: readonly number[]): Promise<void> {
  const server = process.env['DATABASE_URL'];
  if (!server) throw new Error('Set DATABASE_URL to a server on which databases may be created.');
  for (const own of sizes) {
    await dropDatabase(server, NAME);
    const url = await createFromTemplate(server, { sets: ALL_MIGRATIONS, name: NAME });
    try {
      const { first, among } = await newNotesFound(
        { DATABASE_URL: url },
        { own, strangers: STRANGERS },
        TRIALS,
      );
      console.log(
        `${own} in scope, ${STRANGERS} of others nearer: of ${TRIALS} new notes ${first} first, ${among} among the first five`,
      );
      if (first < TRIALS) process.exitCode = 1;
    } finally {
      await dropDatabase(server, NAME);
    }
  }
}

const sizes = process.argv.slice(2).map(Number);
main(sizes.length > 0 ? sizes : [6_200, 100_000]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
