import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { z } from 'zod';
import { Ledger } from '../ledger/bus';
import { Clock } from '../ports/clock';
import { Sql } from '../ports/sql';
import { TrivetSettings } from '../settings';
import { ADD, MOVE, NEWS, REFUTE, SERVED, STATE, SWEEPS, TALLY } from './judgements.sql';
import type { QuestionPair } from './semantic-match';
import { StandingKeys } from './standing-keys';
import { certifiedUntil } from './statistics/certificate';
import {
  newStanding,
  SOURCES,
  standingSchema,
  standsFrom,
  withJudgement,
  type Source,
  type Standing,
} from './standing';

/** Judgements that are counted at once. */
const PAGE = 200;

/** Other instances count, too: who is slower reads again. So many times in a row nobody is slower by chance. */
const MOST_ROUNDS = 20;

const SWEEP_EVERY = 200;

const newsSchema = z.object({
  version: z.number().nullable(),
  state: standingSchema.nullable().catch(null),
  // A bigint of PostgreSQL comes as text.
  id: z.string().nullable(),
  similarity: z.number().nullable(),
  is_wrong: z.boolean().nullable(),
  source: z.enum(SOURCES).nullable(),
  pair: z.string().nullable(),
  is_repeat: z.boolean().nullable(),
});

const tallySchema = z.object({
  standings: z.number(),
  certified: z.number(),
  pairs: z.number(),
  wrong: z.number(),
});

/** Of all tenants and answer profiles: standings, those of them that are certified, and the pairs that were judged for them. */
export type Tally = z.infer<typeof tallySchema>;

/** Whose standing, and under what; see {@link StandingKeys}. */
interface Tenancy {
  readonly tenant: string;
  readonly standing: string;
}

/** A request that was answered with another question's answer. */
export interface Serving {
  readonly requestId: string;
  readonly asker: string;
  readonly pair: QuestionPair;
}

/**
 * What was judged of pairs, and how each tenant stands by it. Judgements are rows that are only added, so none is lost between
 * instances. Whoever added one folds what is new into the state. The state's version lets one instance win.
 */
@Injectable()
export class Judgements {
  private sinceSweep = 0;

  constructor(
    private readonly sql: Sql,
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly standings: StandingKeys,
  ) {}

  /** @returns when it counts @throws what SQL throws */
  async add(pair: QuestionPair, { isWrong, source }: { isWrong: boolean; source: Source }): Promise<void> {
    const { tenant, pool, question, candidate, similarity, answerKey } = pair;
    const standing = this.standings.of(pair.profile);
    const values = [tenant, standing, pool, question, candidate, similarity, isWrong, source, answerKey];
    await this.sql.query({ text: ADD, values });
    await this.fold({ tenant, standing });
    if (this.sinceSweep++ % SWEEP_EVERY === 0) for (const text of SWEEPS) await this.sql.query({ text });
  }

  /** Lets an asker refute later what they were served. @throws what SQL throws */
  async noteServing({ requestId, asker, pair }: Serving): Promise<void> {
    const { tenant, pool, question, candidate, similarity, answerKey } = pair;
    const standing = this.standings.of(pair.profile);
    const values = [tenant, asker, requestId, standing, pool, question, candidate, similarity, answerKey];
    await this.sql.query({ text: SERVED, values });
  }

  /**
   * What was served to this asker under this request was wrong.
   * @returns false where nothing was served to them under it from another question
   * @throws what SQL throws
   */
  async refute({
    tenant,
    asker,
    requestId,
  }: {
    tenant: string;
    asker: string;
    requestId: string;
  }): Promise<boolean> {
    const { rows } = await this.sql.query<{ profile: string } & QueryResultRow>({
      text: REFUTE,
      values: [tenant, asker, requestId],
    });
    for (const { profile: standing } of rows) await this.fold({ tenant, standing });
    return rows.length > 0;
  }

  /** How a tenant stands with one answer profile. @throws what SQL throws */
  async standing({ tenant, profile }: Pick<QuestionPair, 'tenant' | 'profile'>): Promise<Standing> {
    const values = [tenant, this.standings.of(profile)];
    const { rows } = await this.sql.query<QueryResultRow>({ text: STATE, values });
    const known = standingSchema.safeParse(rows[0]?.['state']);
    return known.success ? known.data : newStanding(this.settings.semantic);
  }

  /** For metrics, which know no tenants. @throws what SQL throws */
  async tally(): Promise<Tally> {
    const { rows } = await this.sql.query<QueryResultRow>({ text: TALLY });
    return tallySchema.parse(rows[0]);
  }

  private async fold(of: Tenancy): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const { rows } = await this.sql.query<QueryResultRow>({
        text: NEWS,
        values: [of.tenant, of.standing, PAGE],
      });
      const news = rows.map((row) => newsSchema.parse(row));
      if (!(await this.move(of, news))) return;
    }
  }

  /** @returns whether there may be more */
  private async move(
    { tenant, standing }: Tenancy,
    news: readonly z.infer<typeof newsSchema>[],
  ): Promise<boolean> {
    const ids = news.flatMap(({ id }) => id ?? []);
    const [first] = news;
    if (!first || ids.length === 0) return false;
    const before = first.state ?? newStanding(this.settings.semantic);
    const after = this.folded(before, news);
    const now = this.clock.now();
    const [from, until] = [standsFrom(after, now), certifiedUntil(after.certificate, now)];
    const beginsAnew = after.renewals > before.renewals || before !== first.state;
    const { rowCount } = await this.sql.query({
      text: MOVE,
      values: [tenant, standing, first.version, JSON.stringify(after), from, until, ids, beginsAnew],
    });
    if ((rowCount ?? 0) > 0) this.tell(before, after);
    return true;
  }

  /** A pair that is new to the certificate counts once, also where a page has it twice. */
  private folded(before: Standing, news: readonly z.infer<typeof newsSchema>[]): Standing {
    const now = this.clock.now();
    /** Pairs of this page, and whether they were wrong. */
    const seen = new Map<string, boolean>();
    let standing = before;
    for (const { pair, similarity, is_wrong: isWrong, source, is_repeat: wasCounted } of news) {
      if (pair === null || similarity === null || isWrong === null || source === null) continue;
      const wasWrong = seen.get(pair);
      const isRepeat = wasCounted === true || wasWrong === true || (wasWrong === false && !isWrong);
      seen.set(pair, wasWrong === true || isWrong);
      standing = withJudgement(standing, { similarity, isWrong, source, isRepeat }, now);
    }
    return standing;
  }

  private tell(before: Standing, after: Standing): void {
    const now = this.clock.now();
    const [was, is] = [standsFrom(before, now) !== null, standsFrom(after, now) !== null];
    if (after.trips > before.trips) this.ledger.record({ type: 'semantic_state', state: 'tripped' });
    else if (is && !was) this.ledger.record({ type: 'semantic_state', state: 'certified' });
  }
}
