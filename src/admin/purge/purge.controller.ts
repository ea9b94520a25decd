import { Controller, Delete, Query } from '@nestjs/common';
import { CurrentPrincipal } from '../../auth/current-principal.decorator';
import { LayerCensus, type Principal, Purger, TrivetSettings } from '../../core';
import { Problem } from '../../http/problem';
import { PurgeCall } from './purge.docs';
import { purgeQuery, type PurgeBody, type PurgeQuery } from './purge.schema';

@Controller('assistant/cache')
export class PurgeController {
  constructor(
    private readonly purger: Purger,
    private readonly census: LayerCensus,
    private readonly settings: TrivetSettings,
  ) {}

  @Delete()
  @PurgeCall()
  async purge(
    @CurrentPrincipal() { tenant, roles }: Principal,
    @Query({ schema: purgeQuery }) query: PurgeQuery,
  ): Promise<PurgeBody> {
    const layer = query.layer ?? null;
    const corpus = query.corpus ?? null;
    if (!roles.includes('admin')) throw notAnAdmin();
    // Another tenant's corpus is told from one that is not there by nothing.
    if (corpus !== null && !corpus.startsWith(`${tenant}/`)) throw noSuchCorpus();
    const { maxAgeMs, staleIfErrorMs } = this.settings.freshness;
    const sizes = await this.census.sizes();
    const isDry = query.dry_run === 'true';
    if (!isDry && !(await this.purger.purge({ tenant, layer, corpus }))) throw noSuchCorpus();
    return {
      purged: !isDry,
      layer,
      corpus,
      also_served_for_s: {
        always: maxAgeMs / 1_000,
        without_database: staleIfErrorMs / 1_000,
      },
      entries_at_most: {
        l1_query: sizes.l1_question.entries,
        l2_embedding: sizes.l2_embedding.entries,
        l3_context: sizes.l3_context.entries,
      },
    };
  }
}

const notAnAdmin = () =>
  new Problem({
    status: 403,
    code: 'not_an_admin',
    title: 'Not allowed',
    detail: 'Only an admin may purge the caches.',
    remedy: 'Use a token whose roles name "admin".',
  });

const noSuchCorpus = () =>
  new Problem({
    status: 404,
    code: 'no_such_corpus',
    title: 'No such corpus',
    detail: 'Nothing was ever written to this corpus of your tenant.',
    remedy: 'Name a corpus as `tenant/u/user` or `tenant/w/workspace`, or leave it out.',
  });
