import { Injectable, Logger } from '@nestjs/common';
import { BackgroundStores } from '../cache/background-stores';
import { Ledger } from '../ledger/bus';
import { Judgements, type Serving } from './judgements';

/** Who was answered, by which request. */
export interface Served {
  readonly tenant: string;
  readonly asker: string;
  readonly requestId: string;
}

/** Some names and hashes. */
const ROW_BYTES = 600;

/** What was served to whom, noted off the request path, so that its asker can say that it was wrong. */
@Injectable()
export class Servings {
  private readonly logger = new Logger('Semantic');
  /** Notes on their way: a refutation may come before its row does. */
  private readonly pending = new Map<string, Promise<void>>();
  private isFailing = false;

  constructor(
    private readonly judgements: Judgements,
    private readonly stores: BackgroundStores,
    private readonly ledger: Ledger,
  ) {}

  /** Nobody waits for it, and it fails nothing: what is not noted cannot be refuted, and that is counted. */
  note(serving: Serving): void {
    const key = keyOf({ ...serving, tenant: serving.pair.tenant });
    const noted = this.write(serving).finally(() => {
      if (this.pending.get(key) === noted) this.pending.delete(key);
    });
    this.pending.set(key, noted);
  }

  /**
   * What this asker was served under this request was wrong: its pair is judged so, and not served again.
   * @returns false where nothing of another question was served to them under it
   * @throws what SQL throws
   */
  async refute(served: Served): Promise<boolean> {
    await this.pending.get(keyOf(served));
    const isRefuted = await this.judgements.refute(served);
    if (isRefuted) this.ledger.record({ type: 'semantic_refuted' });
    return isRefuted;
  }

  /** Never rejects. */
  private async write(serving: Serving): Promise<void> {
    try {
      const run = (): Promise<void> => this.judgements.noteServing(serving);
      await this.stores.add({ place: 'hints', bytes: ROW_BYTES, run });
      this.isFailing = false;
    } catch (error) {
      this.ledger.record({ type: 'semantic_failure' });
      const what = error instanceof Error ? error.name : 'unknown error';
      if (!this.isFailing)
        this.logger.warn(`What is served cannot be noted (${what}), so nobody can refute it meanwhile.`);
      this.isFailing = true;
    }
  }
}

function keyOf({ tenant, asker, requestId }: Served): string {
  return JSON.stringify([tenant, asker, requestId]);
}
