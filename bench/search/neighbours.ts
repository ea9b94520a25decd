import { corpusOf, databaseName, opened, planned, type Loaded } from './corpora';
import { p50, productLook, type Look } from './looks';
import type { Question, Space } from './spaces';

const OWN = 10_000;
const QUESTIONS = 40;
const ROUNDS = 5;

/** Prints the medians of the same questions over the same chunks, alone and among others that are nearer to the questions. */
export async function printNeighbours(space: Space, chunks: number): Promise<void> {
  const asked = space.questions.slice(0, QUESTIONS);
  const alone = await openWith(space, asked, 0);
  const among = await openWith(space, asked, chunks - OWN);
  try {
    const scope = [corpusOf('own')];
    const looks: Record<'alone' | 'among', Look[]> = { alone: [], among: [] };
    for (let round = 0; round <= ROUNDS; round++)
      for (const question of asked) {
        const one = await productLook(alone.product, scope, question);
        const other = await productLook(among.product, scope, question);
        if (round === 0) continue;
        looks.alone.push(one);
        looks.among.push(other);
        if (String(one.ids) !== String(other.ids)) console.log('Other passages were found.');
      }
    console.log(
      `${OWN} in scope, p50: alone ${p50(looks.alone).toFixed(2)} ms, with ${chunks - OWN} of others nearer ` +
        `${p50(looks.among).toFixed(2)} ms; ratio ${(p50(looks.among) / p50(looks.alone)).toFixed(3)}`,
    );
  } finally {
    await alone.close();
    await among.close();
  }
}

/** Chunks of others have the words of the questions themselves, and are as near to them. */
function openWith(space: Space, asked: readonly Question[], foreign: number): Promise<Loaded> {
  const questions = asked.map(({ text, vector }) => ({ content: text, vector }));
  const from = space.bases.length;
  return opened(space, {
    name: databaseName(space, `near_${foreign}`),
    bases: [...space.bases, ...questions],
    plan: () => {
      const own = planned(new Map([['own', OWN]]), from);
      const others = planned(new Map([['other', foreign]]), questions.length).map((note) => ({
        ...note,
        tenant: `other-${note.at % 50}`,
        chunks: note.chunks.map(({ base, noise }) => ({ base: from + base, noise })),
      }));
      return mixed(own, others);
    },
  });
}

/** Own notes spread evenly among those of others. */
function mixed<Note extends { readonly at: number }>(own: readonly Note[], others: readonly Note[]): Note[] {
  const every = Math.floor(others.length / own.length);
  return own
    .flatMap((note, i) => [{ ...note, at: 1_000_000 + note.at }, ...others.slice(i * every, (i + 1) * every)])
    .concat(others.slice(own.length * every));
}
