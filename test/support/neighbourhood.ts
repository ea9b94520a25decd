import type { Passage } from '../../src/core';
import { MadeUpModel, near } from './made-up-model';
import { madeUpBases, ManyChunks, type Base, type PlannedNote } from './many-chunks';
import { seeded } from './seeded';
import { startSearching, type Searching } from './searching';

/** Whose chunks a question is asked of. All others are strangers to it. */
export const OWN = { tenant: 'own', workspace: 'all' };
const SCOPE = ['own/w/all'];

const DIMENSIONS = 384;

/** Far from the seeds of noise: the same seed would give noise in the direction of the vector itself. */
const QUESTION_SEED = 900_000_001;
const UNRELATED_SEED = 900_000_002;

const QUESTIONS = 12;
const RELATED = 20;
const UNRELATED = 400;
const STRANGERS = 50;

/** Noise of every chunk: two chunks made like one text are .9 alike. */
const SPREAD = 0.3;
const LIKENESS = { spread: SPREAD, noises: 512 };

/** Own notes and those of strangers, about the same questions, in a database that answers nothing but searches. */
export class Neighbourhood {
  private product: Searching | undefined;
  private chunks: ManyChunks | undefined;
  /** Strangers' notes that are there. */
  strangers: PlannedNote[] = [];

  private constructor(
    private readonly env: Readonly<Record<string, string>>,
    private readonly bases: readonly Base[],
  ) {}

  static async open(env: Readonly<Record<string, string>>): Promise<Neighbourhood> {
    const neighbourhood = new Neighbourhood(env, basesOfAll());
    await neighbourhood.restart();
    neighbourhood.chunks = await ManyChunks.of(neighbourhood.sql, neighbourhood.bases, LIKENESS);
    return neighbourhood;
  }

  /** Ends the program and starts it again on the same data. */
  async restart(): Promise<void> {
    await this.close();
    const vectors = this.bases.map(({ vector }) => vector);
    this.product = await startSearching(new MadeUpModel('made-up', vectors, SPREAD), this.env);
    if (this.chunks) this.chunks = ManyChunks.over(this.sql);
  }

  async close(): Promise<void> {
    await this.product?.stop();
    this.product = undefined;
  }

  get sql() {
    return this.running.database.pool;
  }

  get made(): ManyChunks {
    if (!this.chunks) throw new Error('There are no bases yet.');
    return this.chunks;
  }

  private get running(): Searching {
    if (!this.product) throw new Error('The program is not running.');
    return this.product;
  }

  /** What every question finds, in order, when all is built that searches look through. */
  async passages(scope = SCOPE): Promise<Passage[][]> {
    await this.running.built();
    const found: Passage[][] = [];
    for (let question = 0; question < QUESTIONS; question++) {
      const vector = near(this.bases[question]?.vector ?? new Float32Array(), 0.1, question);
      // Strangers write the same words.
      const asked = `What does text ${question} say about question ${question}?`;
      const { passages } = await this.running.find({ corpora: scope, question: asked, vector });
      found.push([...passages]);
    }
    return found;
  }

  /** One chunk each. Strangers' are nearer to the questions than one's own can be, or about something else. */
  async addStrangers(count: number, { nearer, seed }: { nearer: boolean; seed: number }): Promise<void> {
    const random = seeded(seed);
    const from = STRANGERS_FROM + this.written;
    this.written += count;
    const added = Array.from({ length: count }, (_, n) => ({
      ...planOf(from + n, random, nearer ? 'question' : 'unrelated'),
      tenant: `stranger-${Math.floor(random() * STRANGERS)}`,
    }));
    await inBatches(added, (batch) => this.made.write(batch));
    this.strangers.push(...added);
  }
  private written = 0;

  async editStrangers(share: number, { nearer, seed }: { nearer: boolean; seed: number }): Promise<void> {
    const random = seeded(seed);
    const edited = this.strangers
      .filter(() => random() < share)
      .map(({ at }) => planOf(at, random, nearer ? 'question' : 'unrelated'));
    await inBatches(edited, (batch) => this.made.edit(batch));
  }

  async removeStrangers(share: number, seed: number): Promise<void> {
    const random = seeded(seed);
    const removed = this.strangers.filter(() => random() < share);
    this.strangers = this.strangers.filter((note) => !removed.includes(note));
    await this.made.remove(removed);
  }
}

/** Own notes for a scope of this many chunks; every tenth is about one of the questions. */
export function ownNotes(count: number, seed = count): PlannedNote[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, at) =>
    planOf(at, random, random() < 0.1 ? 'related' : 'unrelated'),
  );
}

/** Statements have parameters for so many notes. */
export async function inBatches<T>(items: readonly T[], work: (batch: T[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += 1_000) await work(items.slice(from, from + 1_000));
}

const STRANGERS_FROM = 10_000_000;

function planOf(at: number, random: () => number, about: 'question' | 'related' | 'unrelated'): PlannedNote {
  const [from, count] = BASES[about];
  const base = from + Math.floor(random() * count);
  return { ...OWN, at, chunks: [{ base, noise: Math.floor(random() * 2 ** 20) }] };
}

/** First base and number of bases. */
const BASES = {
  question: [0, QUESTIONS],
  related: [QUESTIONS, QUESTIONS * RELATED],
  unrelated: [QUESTIONS * (1 + RELATED), UNRELATED],
} as const;

function basesOfAll(): Base[] {
  const questions = madeUpBases(QUESTIONS, DIMENSIONS, QUESTION_SEED);
  const related = questions.flatMap(({ vector }, question) =>
    Array.from({ length: RELATED }, (_, n) => ({
      content: `Text ${n} about question ${question}.`,
      // As related texts are to a question: .4 to .9 alike.
      vector: near(vector, 0.5 + n / 10, question * RELATED + n),
    })),
  );
  return [...questions, ...related, ...madeUpBases(UNRELATED, DIMENSIONS, UNRELATED_SEED)];
}
