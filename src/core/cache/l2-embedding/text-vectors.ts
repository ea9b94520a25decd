import { Injectable } from '@nestjs/common';
import { L2EmbeddingService } from './l2-embedding.service';
import { Purges } from '../../freshness/purge-marks';
import { StampsUnavailableError } from '../../freshness/stamps-unavailable.error';
import { EmbeddingModel } from '../../ports/embedding-model';
import { Waits } from '../../waiting/waits';

export interface TextVectorsOptions {
  readonly tenant: string;
  /** False leaves no trace of the texts (`no-store`). */
  readonly remember: boolean;
  /** Of who waits for the database again afterwards. */
  readonly waits?: Waits;
}

/** Vectors through L2 for who asks no question: a question reads what was purged together with its stamps. */
@Injectable()
export class TextVectors {
  constructor(
    private readonly model: EmbeddingModel,
    private readonly l2: L2EmbeddingService,
    private readonly purges: Purges,
  ) {}

  /**
   * Past the cache while it is not known what was purged of it.
   *
   * @returns one `Float32Array[dimensions]` of unit length per text, in order; not to be changed
   * @throws {ModelUnavailableError}
   */
  async of(texts: readonly string[], options: TextVectorsOptions): Promise<Float32Array[]> {
    const { tenant, remember, waits = new Waits() } = options;
    try {
      const { l2: purged } = await waits.during(() => this.purges.read(tenant));
      return await this.l2.embedMany(texts, { tenant, purged, remember });
    } catch (error) {
      if (error instanceof StampsUnavailableError) return this.model.embed(texts);
      throw error;
    }
  }
}
