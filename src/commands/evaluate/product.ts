import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HostModule } from '../../app/host.module';
import { ConfigModule } from '../../config/config.module';
import { environmentBeside } from '../../config/environment-beside';
import {
  AnswerJudge,
  EmbeddingModel,
  type CachePolicy,
  type Match,
  overlapJudge,
  type Passage,
  type SemanticSettings,
  Trivet,
  TrivetModule,
  trivetSettings,
} from '../../core';
import { DatabaseModule } from '../../engines/database/database.module';
import { RedisModule } from '../../engines/redis/redis.module';
import { ExtractiveLanguageModel } from '../../models/extractive/extractive.language-model';
import { ModelsModule } from '../../models/models.module';
import { NotesModule } from '../../notes/notes.module';
import { NotesService } from '../../notes/notes.service';
import { CHUNKER_VERSION } from '../../notes/chunker/chunker';
import { RetrievalModule } from '../../notes/retrieval/retrieval.module';

export interface NoteText {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

export interface Answered {
  /** The evidence, best first. */
  readonly passages: readonly Passage[];
  readonly answer: string;
  readonly match: Match | null;
  /** The earlier question of a semantic hit, as it was typed; else null. */
  readonly matched: string | null;
}

/** The service without its HTTP side, on a database of its own that is gone when it stops. */
export interface Product {
  readonly judge: AnswerJudge;
  write(notes: readonly NoteText[]): Promise<void>;
  /** Gives the notes of these titles other bodies, and writes those that there are not yet. Titles must be different. */
  rewrite(notes: readonly NoteText[]): Promise<void>;
  /** Asks as people do, through all caches. */
  askCached(question: string): Promise<Answered>;
  /** Asks the models anew, and leaves nothing in a cache. */
  ask(question: string): Promise<Answered>;
  readonly embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  stop(): Promise<void>;
}

/** Raise it with every change of what is found and said: then nothing is taken that an earlier version computed. */
const VERSION = 1;

const ASKER = { tenant: 'evaluate', user: 'evaluate', workspaces: ['notes'], roles: [] };
const AS_PEOPLE_DO = { noCache: false, noStore: false, onlyIfCached: false, maxAgeMs: null };
const ANEW = { noCache: true, noStore: true, onlyIfCached: false, maxAgeMs: null };

@Module({})
class EvaluateModule {}

export interface ProductSettings {
  readonly semantic: SemanticSettings;
  /** All that what is computed depends on, besides the texts: what was computed under other settings is no use. */
  readonly computing: unknown;
}

/** What the environment says, without starting anything. */
export async function productSettings(env = environmentBeside()): Promise<ProductSettings> {
  const { settings } = await ConfigModule.forRoot(env);
  const { embedding, language, rerank, notes, core } = settings;
  return {
    semantic: trivetSettings(core).semantic,
    computing: [
      VERSION,
      CHUNKER_VERSION,
      namesOf(embedding),
      language.provider === 'extractive' ? new ExtractiveLanguageModel().modelId : namesOf(language),
      rerank && namesOf(rerank),
      notes.retrieval,
      core.topK,
    ],
  };
}

/** What tells one model from another, and no key. */
function namesOf(model: object): unknown {
  const {
    provider = null,
    baseUrl = null,
    model: name = null,
  } = { ...model } as Readonly<Record<string, unknown>>;
  return [provider, baseUrl, name];
}

/** With the models that the environment names, and whatever else it says of answers. */
export async function startProduct(env = environmentBeside()): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'trivet-evaluate-'));
  const config = await ConfigModule.forRoot({ ...env, DATA_DIR: folder });
  const app = await NestFactory.createApplicationContext(
    {
      module: EvaluateModule,
      imports: [
        config,
        DatabaseModule,
        RedisModule,
        NotesModule,
        TrivetModule.forRoot({ host: [HostModule, ModelsModule, RetrievalModule] }),
      ],
    },
    { logger: ['error'], abortOnError: false },
  );
  const notes = app.get(NotesService);
  const trivet = app.get(Trivet);
  const embedding = app.get(EmbeddingModel);
  const ids = new Map<string, string>();
  return {
    judge: judgeOf(app),
    write: (texts) => created(texts, { notes, ids }),
    rewrite: (texts) => rewritten(texts, { notes, ids }),
    ask: (question) => asked(trivet, question, ANEW),
    askCached: (question) => asked(trivet, question, AS_PEOPLE_DO),
    embed: (texts) => embedding.embed(texts),
    stop: async () => {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function judgeOf(app: INestApplicationContext): AnswerJudge {
  return app.get<AnswerJudge | null>(AnswerJudge, { strict: false }) ?? overlapJudge;
}

interface Writing {
  readonly notes: NotesService;
  /** By title. */
  readonly ids: Map<string, string>;
}

async function created(texts: readonly NoteText[], { notes, ids }: Writing): Promise<void> {
  for (const text of texts) {
    const { id } = await notes.create(ASKER, { ...text, visibility: 'workspace', workspace: null });
    ids.set(text.title, id);
  }
}

async function rewritten(texts: readonly NoteText[], writing: Writing): Promise<void> {
  for (const text of texts) {
    const id = writing.ids.get(text.title);
    if (id === undefined) await created([text], writing);
    else await writing.notes.update(ASKER, { id, patch: { body: text.body }, expected: 'any' });
  }
}

async function asked(trivet: Trivet, question: string, policy: CachePolicy): Promise<Answered> {
  const reply = await trivet.ask({ question, principal: ASKER, policy, inBackground: true });
  const { passages } = reply;
  if (reply.outcome === 'hit') {
    const { answer, match, semantic } = reply;
    return { passages, answer: answer.text, match, matched: semantic?.matched ?? null };
  }
  const { answer } = await reply.flight.landing();
  return { passages, answer: answer.text, match: null, matched: null };
}
