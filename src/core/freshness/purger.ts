import { Injectable } from '@nestjs/common';
import {
  anyCorpusMark,
  corpusMark,
  layerMark,
  PURGEABLE,
  refuseReserved,
  type PurgeableLayer,
} from './purge-marks';
import { Sql } from '../ports/sql';
import { StampReader } from './stamp-reader';

export interface PurgeOrder {
  readonly tenant: string;
  /** Null for all layers. */
  readonly layer: PurgeableLayer | null;
  /** Null for all of the tenant's. */
  readonly corpus: string | null;
}

/**
 * Purges caches by changing stamps in the database. So a purge is exact on every instance from the commit on, also where Redis
 * or other instances cannot be reached. What was stored before takes its space until it expires or is evicted.
 *
 * An operator may let stamps be reused. This process then forgets those it knows, so a purge is exact here all the same. Others
 * reuse theirs for up to `maxAgeMs`, or `staleIfErrorMs` while the database does not answer. Reading marks strictly would take
 * the very read that the one saves, and that the other cannot have.
 */
@Injectable()
export class Purger {
  constructor(
    private readonly sql: Sql,
    private readonly stamps: StampReader,
  ) {}

  /**
   * @returns false when the corpus was never written, and so nothing was done
   * @throws {ReservedCorpusError}
   * @throws when the database cannot be reached
   */
  async purge({ tenant, layer, corpus }: PurgeOrder): Promise<boolean> {
    if (corpus === null) {
      const layers = layer === null ? PURGEABLE : [layer];
      await this.touch(layers.map((each) => layerMark(each, tenant)));
      return true;
    }
    refuseReserved([corpus]);
    const { rowCount } = await this.sql.query({
      text: 'SELECT FROM trivet.marks WHERE corpus = $1 LIMIT 1',
      values: [corpus],
    });
    if (rowCount === 0) return false;
    // Contexts carry the stamp of their corpus. Answers are timeless, so they need a mark of their own.
    const answers = layer === 'l3' ? [] : [corpusMark(corpus), anyCorpusMark(tenant)];
    await this.touch(layer === 'l1' ? answers : [corpus, ...answers]);
    return true;
  }

  private async touch(corpora: readonly string[]): Promise<void> {
    await this.sql.query({ text: 'SELECT trivet.touch($1)', values: [corpora] });
    this.stamps.forget();
  }
}
