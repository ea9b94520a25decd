import { NOTHING_IN_NOTES } from '../../src/core/ports/words';
import type { CachePolicy } from '../../src/core/pipeline/inquiry';
import { ExtractiveQuoter } from '../../src/models/extractive/extractive.quoter';
import { ModelUnavailableError } from '../../src/core/ports/model.errors';
import type { RemoteStore } from '../../src/core/cache/shared/remote-store';
import type { Reply } from '../../src/core/pipeline/reply';
import type { Answer, Match, Principal, Prompt } from '../../src/core/ports/words';
import {
  ANYTHING,
  FakeEmbedding,
  FakeLanguage,
  FakeRetriever,
  held,
  says,
  settingsWith,
  turn,
} from './core-fakes';
import { NotesInMemory } from './core-notes';
import { trivetOver } from './core-trivet';

const TOP_K = 2;

/** One question that was asked, and its outcome. */
export interface Asked {
  readonly who: Principal;
  readonly topic: number;
  readonly policy: CachePolicy;
  /** Moments of the notes. */
  readonly arrivedAt: number;
  readonly repliedAt: number;
  /** Model calls that had begun when it arrived. */
  readonly callsBefore: number;
  readonly outcome: Outcome | { readonly error: unknown };
}

interface WorldOptions {
  readonly maxBytes?: number;
  readonly ttlMs?: number;
  readonly sharing?: 'evidence' | 'user';
  /** The caches lie there alone. */
  readonly remote?: RemoteStore;
}

/** A question's reply, and the text of its answer. */
interface Outcome {
  readonly reply: Reply;
  readonly match: Match | null;
  readonly text: string;
  /** What the answer had to be when the model failed. Null otherwise. */
  readonly quoted: string | null;
}

/** Ends one step of an asker's work: lets it go on, or fail. */
type Step = (fails: boolean) => void;

/**
 * The whole pipeline over notes in memory, where nothing goes on by itself. Stamp reads and searches begin, look at
 * the notes and answer. The test chooses each of these three moments. The model answers when the test lets it.
 */
export class World {
  readonly notes = new NotesInMemory();
  readonly retriever = new FakeRetriever();
  readonly embedding = new FakeEmbedding();
  readonly language = new FakeLanguage();
  readonly asked: Asked[] = [];
  readonly pipeline: ReturnType<typeof trivetOver>;
  /** Work that waits for the test. */
  readonly steps: Step[] = [];
  private unanswered = 0;

  constructor({ maxBytes = 1_000_000, ttlMs = 1_000, sharing = 'evidence', remote }: WorldOptions = {}) {
    const type = remote ? 'redis' : 'memory';
    const ttls = { questionTtlMs: ttlMs, embeddingTtlMs: ttlMs, contextTtlMs: ttlMs };
    const { retriever, embedding, language } = this;
    embedding.gives = (texts) =>
      Promise.resolve(texts.map((text) => Float32Array.of(Number(text.slice(-1)), 1)));
    retriever.gives = ({ corpora, vector, topK }) =>
      this.inTwoSteps(() => this.notes.search(corpora, vector[0] ?? 0, topK));
    language.gives = (prompt) => this.answer(prompt, this.language.prompts.length);
    this.pipeline = trivetOver({
      retriever,
      embedding,
      language,
      query: (corpora) => this.inTwoSteps(() => this.notes.stampRows(corpora)),
      settings: settingsWith({ type, maxBytes, sharing, ...ttls }, TOP_K),
      remote,
    });
  }

  /** Asks and does not wait. Every way of typing a question about a topic is one question. */
  ask(who: Principal, topic: number, policy: Partial<CachePolicy> = {}): void {
    const question = { who, topic, policy: { ...ANYTHING, ...policy } };
    const before = { ...question, arrivedAt: this.notes.now, callsBefore: this.language.prompts.length };
    this.unanswered++;
    void this.outcome(question).then(({ repliedAt, ...outcome }) => {
      this.unanswered--;
      this.asked.push({ ...before, repliedAt, outcome });
    });
  }

  /** Asks, lets everything go on and gives the outcome. */
  async answerTo(who: Principal, topic: number, policy: Partial<CachePolicy> = {}): Promise<Outcome> {
    this.ask(who, topic, policy);
    await this.settle();
    const outcome = this.asked.at(-1)?.outcome;
    if (!outcome) throw new Error('Nothing came.');
    if ('error' in outcome) throw outcome.error;
    return outcome;
  }

  /** Takes the `n`th of the steps that wait, counted round and round. */
  async step(n = 0, fails = false): Promise<void> {
    await turn();
    const [step] = this.steps.splice(n % Math.max(1, this.steps.length), 1);
    step?.(fails);
    await turn();
  }

  /** Takes as many steps as are named, each the `n`th of those that wait. */
  async goOn(named: readonly string[], n = 0): Promise<void> {
    for (let taken = 0; taken < named.length; taken++) await this.step(n);
  }

  /** Takes steps until every asker has an answer. */
  async settle(): Promise<void> {
    for (let rounds = 0; this.unanswered > 0 || this.steps.length > 0; rounds++) {
      if (rounds > 1_000) throw new Error('Somebody waits for something that never comes.');
      await this.step();
    }
    await turn();
  }

  /** Whether a moment between a question's arrival and its reply supports the answer: its words and its sources. */
  isSupported({ who, topic, arrivedAt, repliedAt }: Asked, { reply, match, text, quoted }: Outcome): boolean {
    const corpora = this.retriever.corpora(who);
    for (let moment = arrivedAt; moment <= repliedAt; moment++) {
      const evidence = this.notes.evidence(moment, { corpora, topic, topK: TOP_K });
      const isSame = JSON.stringify(evidence) === JSON.stringify(reply.passages);
      const words = toldFrom({ question: questionAbout(topic), evidence });
      const isFromModel = text === words || text.startsWith(`${words} by call `);
      if (isSame && (isFromModel || (match === null && text === quoted))) return true;
    }
    return false;
  }

  private async outcome({ who, topic, policy }: Pick<Asked, 'who' | 'topic' | 'policy'>) {
    let repliedAt = this.notes.now;
    try {
      const reply = await this.pipeline.trivet
        .ask({ question: questionAbout(topic), principal: who, policy })
        .finally(() => (repliedAt = this.notes.now));
      const { answer, degraded } = await answerTo(reply);
      const prompt = { question: questionAbout(topic), evidence: reply.passages };
      const quoted = degraded ? (await new ExtractiveQuoter().quote(prompt)).text : null;
      const match = reply.outcome === 'hit' ? reply.match : null;
      return { repliedAt, reply, match, text: answer.text, quoted };
    } catch (error) {
      return { repliedAt, error };
    }
  }

  /** Begins. One step makes it look at the notes, and another makes it answer with what it saw. */
  private inTwoSteps<T>(look: () => T): Promise<T> {
    const { promise, resolve, reject } = held<T>();
    this.steps.push(() => {
      const seen = look();
      this.steps.push((fails) => {
        if (fails) reject(new Error('failed as the test wants'));
        else resolve(seen);
      });
    });
    return promise;
  }

  private async *answer(prompt: Prompt, call: number) {
    const { promise, resolve, reject } = held();
    this.steps.push((fails) => {
      if (fails) reject(new ModelUnavailableError('language'));
      else resolve();
    });
    await promise;
    yield* says(toldFrom(prompt), ` by call ${call}`);
  }
}

async function answerTo(reply: Reply): Promise<{ readonly answer: Answer; readonly degraded: boolean }> {
  if (reply.outcome === 'hit') return { answer: reply.answer, degraded: false };
  const { answer, how } = await reply.flight.landing();
  return { answer, degraded: how === 'quoted' };
}

function questionAbout(topic: number): string {
  return `What about ${topic}?`;
}

/** The fake model repeats its prompt. So an answer tells what it was made from. */
function toldFrom({ question, evidence }: Prompt): string {
  if (evidence.length === 0) return NOTHING_IN_NOTES;
  return `${question} ${evidence.map(({ content }) => content).join(' and ')}`;
}
