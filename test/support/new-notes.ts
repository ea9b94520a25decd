import { MadeUpModel, near } from './made-up-model';
import { madeUpBases, ManyChunks, type PlannedNote } from './many-chunks';
import { inBatches } from './neighbourhood';
import { startSearching, type Searching } from './searching';
import { seeded } from './seeded';

const DIMENSIONS = 384;

/** Far from the seeds of noise: the same seed would give noise in the direction of the vector itself. */
const QUESTION_SEED = 900_000_001;
const UNRELATED_SEED = 900_000_002;

const UNRELATED = 1_000;

/** A new note is .8 like the question. */
const NEW = 0.75;

/** The best of one's other notes are .46 like it. */
const RELATED = 1.9;

/** Strangers' notes are .999 like it, as where many are made from one template. */
const SPREAD = 0.05;

const ANN = { tenant: 'own', user: 'ann', workspaces: ['all'], roles: [] };

export interface Crowd {
  /** Chunks in scope. */
  readonly own: number;
  /** Strangers' chunks, all of them nearer to the question than a new note is. */
  readonly strangers: number;
  /** How many different vectors strangers have. */
  readonly noises?: number;
}

export interface Found {
  /** How often the new note came first. */
  readonly first: number;
  /** How often it was among the five. */
  readonly among: number;
}

/**
 * Writes notes through the product, one after the other, and asks for each as soon as it is acknowledged. The new note is always by
 * far the best of one's own.
 */
export async function newNotesFound(
  env: Readonly<Record<string, string>>,
  crowd: Crowd,
  trials: number,
): Promise<Found> {
  const [question = new Float32Array()] = madeUpBases(1, DIMENSIONS, QUESTION_SEED).map(
    ({ vector }) => vector,
  );
  const unrelated = madeUpBases(UNRELATED, DIMENSIONS, UNRELATED_SEED);
  const taught = (text: string): Float32Array | undefined => {
    const trial = /^New (\d+)/.exec(text)?.[1];
    return trial === undefined ? undefined : near(question, NEW, Number(trial));
  };
  const vectors = unrelated.map(({ vector }) => vector);
  const product = await startSearching(new MadeUpModel('made-up', vectors, SPREAD, taught), env);
  try {
    const related = { content: 'Something near it.', vector: near(question, RELATED, 1) };
    const bases = [{ content: 'What everybody asks.', vector: question }, related, ...unrelated];
    const chunks = await ManyChunks.of(product.database.pool, bases, {
      spread: SPREAD,
      noises: crowd.noises,
    });
    await inBatches(crowdOf(crowd), (batch) => chunks.write(batch));
    await product.database.pool.query('ANALYZE notes, chunks');
    await product.built();
    const found: Found[] = [];
    for (let trial = 0; trial < trials; trial++) found.push(await foundOne(product, question, trial));
    const sum = (of: keyof Found): number => found.reduce((total, each) => total + each[of], 0);
    return { first: sum('first'), among: sum('among') };
  } finally {
    await product.stop();
  }
}

async function foundOne({ notes, find }: Searching, vector: Float32Array, trial: number): Promise<Found> {
  const note = await notes.create(ANN, {
    title: `New ${trial}`,
    body: 'It was just written.',
    visibility: 'workspace',
    workspace: 'all',
  });
  const { passages } = await find({ corpora: ['own/u/ann', 'own/w/all'], vector });
  await notes.delete(ANN, note.id, 'any');
  const at = passages.findIndex(({ documentId }) => documentId === note.id);
  return { first: Number(at === 0), among: Number(at >= 0) };
}

/** Own chunks and those of strangers in the order of life: mixed. */
function crowdOf({ own, strangers }: Crowd): PlannedNote[] {
  const random = seeded(own);
  const share = own / (own + strangers);
  return Array.from({ length: own + strangers }, (_, at) => {
    const isOwn = Math.floor((at + 1) * share) > Math.floor(at * share);
    const base = isOwn ? 1 + Math.floor(random() * (1 + UNRELATED)) : 0;
    const tenant = isOwn ? ANN.tenant : `stranger-${at % 50}`;
    return { at, tenant, workspace: 'all', chunks: [{ base, noise: Math.floor(random() * 2 ** 20) }] };
  });
}
