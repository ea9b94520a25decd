import { BackgroundStores } from '../../src/core/cache/background-stores';
import { citationsOf } from '../../src/core/cache/erasure/citation';
import { EvidenceSnapshot } from '../../src/core/freshness/stamps';
import { Ledger } from '../../src/core/ledger/bus';
import type { Sql } from '../../src/core/ports/sql';
import type { Answer, Passage } from '../../src/core/ports/words';
import { cacheKey } from '../../src/core/question/keys';
import type { AskedQuestion } from '../../src/core/question/asked-question';
import { NEVER_PURGED } from '../../src/core/freshness/purge-marks';
import { Candidates } from '../../src/core/semantic/candidates';
import { StandingKeys } from '../../src/core/semantic/standing-keys';
import { trivetSettings, type SemanticSettings } from '../../src/core/settings';
import { FakeEmbedding, passage } from './core-fakes';

/** A question of somebody, in somebody's scope. */
export interface Question {
  readonly tenant: string;
  readonly onlyFor: string | null;
  readonly profile: string;
  readonly scope: readonly string[];
  readonly asker: string;
  readonly text: string;
  /** Of unit length. */
  readonly vector: Float32Array;
  readonly passages?: readonly Passage[];
}

export const ANSWER: Answer = {
  text: 'So it is. [1]',
  model: 'fake',
  usage: null,
  answerable: true,
  generationMs: 1,
};

/** Candidates in a real database, of questions that only a test knows. */
export function candidatesIn(sql: Sql, semantic: Partial<SemanticSettings> = {}) {
  const ledger = new Ledger();
  const stores = new BackgroundStores(ledger);
  const settings = trivetSettings({ semantic });
  const candidates = new Candidates(
    sql,
    stores,
    settings,
    ledger,
    new StandingKeys(settings),
    new FakeEmbedding(),
  );
  return {
    candidates,
    keep: (question: Question) => {
      const { asker, text, vector, passages = [passage(text)], scope } = question;
      const snapshot = new EvidenceSnapshot({ scope, stamps: '' });
      const answerKey = cacheKey('answer', [text, ...scope]);
      const grounds = { passages, citations: citationsOf(passages), snapshot, answerKey, vector };
      const of = { asked: askedOf(question), asker, question: text };
      candidates.keep({ of, isPlain: true }, grounds, ANSWER);
      return stores.idle();
    },
    near: async (question: Question) => {
      const { scope, vector } = question;
      const nearby = await candidates.near({ asked: askedOf(question), scope, vector });
      return nearby?.candidates ?? [];
    },
  };
}

export function askedOf({ tenant, onlyFor, profile, text }: Question): AskedQuestion {
  return { tenant, onlyFor, profile, canonical: text, earlier: '', purged: NEVER_PURGED };
}
