/** How much of an engine is of use. Of a cluster, a part may answer while a node is away. */
export type Reach = 'whole' | 'part';

/** An engine went away, or a node of it did, or all of it is back. */
export type EngineChange =
  { readonly state: 'down' | 'part'; readonly error: unknown } | { readonly state: 'up' };

export interface EngineWatchOptions {
  /**
   * Asks the engine, on a connection of its own or of its client, within a deadline of its own.
   * @throws why the engine is of no use
   */
  readonly probe: () => Promise<Reach>;
  /** Whether work is refused while the engine is suspected: it costs little, and each try would wait for a hung engine. */
  readonly refusesWhenSuspected: boolean;
  /** How many probes in a row must be answered before refused work is done again. */
  readonly answersInARow: number;
  /** Told of each change once; must not throw. */
  readonly onChange: (change: EngineChange) => void;
}

/** Between two probes of an engine of which nothing or only a part answered; ms. */
const PROBE_INTERVAL_MS = 250;

/** Between two probes that must be answered in a row; ms. */
const NEXT_IN_A_ROW_MS = 50;

const PART_AWAY: EngineChange = { state: 'part', error: new Error('A node of the cluster is away.') };

/**
 * The one way of knowing that an engine is away: only a probe decides. A request never has to wait in order to find out that
 * the engine is back. A half-open breaker sends requests as probes, and on a hung engine each of them waits a whole deadline.
 *
 * States:
 * - `up`: at the start, and when the whole engine answered. Work is done, no probe is sent. `suspect` ends it, or a `look`.
 * - `part`: when a probe found a node of a cluster away. Work is done, a probe is sent every 250 ms. A probe that finds the
 *   whole or nothing ends it, or `suspect`.
 * - `suspected`: when work failed or took long. A probe is sent at once; work goes on or is refused, as the engine's options
 *   say. A probe that fails ends it with `down`. The answers that the options ask for end it with `up` or `part`. Of a
 *   suspicion nobody is told, only of a part that a probe finds away.
 * - `down`: when a probe failed. Work is refused at once, a probe is sent every 250 ms. The answers that the options ask for
 *   end it, 50 ms after one another.
 *
 * One probe is under way at a time. `close` ends all states: nothing is sent or told any more.
 */
export class EngineWatch {
  private state: 'up' | 'part' | 'suspected' | 'down' = 'up';
  private told: EngineChange['state'] = 'up';
  /** What made the engine suspected, where that says more than a probe would. */
  private suspicion: unknown;
  private answers = 0;
  private isProbing = false;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly options: EngineWatchOptions) {}

  /** Whether work is refused now. */
  get refuses(): boolean {
    if (this.isClosed || this.state === 'down') return true;
    return this.state === 'suspected' && this.options.refusesWhenSuspected;
  }

  /**
   * Work failed or takes long: a probe finds out why. It costs nothing where that is being found out already.
   * @param reason is told when the engine is away; by default what the probe says
   */
  suspect(reason?: unknown): void {
    if (this.isClosed || this.state === 'suspected' || this.state === 'down') return;
    this.state = 'suspected';
    this.suspicion = reason;
    this.answers = 0;
    this.probeIn(0);
  }

  /** A node may be away while the others answer: a probe looks soon, and work goes on. */
  look(): void {
    if (!this.timer) this.probeIn(PROBE_INTERVAL_MS);
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private probeIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.isClosed || this.isProbing) return;
    if (ms === 0) {
      void this.sendProbe();
      return;
    }
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.sendProbe();
    }, ms);
    this.timer.unref();
  }

  /** Never rejects. */
  private async sendProbe(): Promise<void> {
    this.isProbing = true;
    const answer = await this.options.probe().then(
      (reach) => ({ reach }),
      (error: unknown) => ({ error }),
    );
    this.isProbing = false;
    if (this.isClosed) return;
    if ('error' in answer) this.goDown(answer.error);
    else this.answered(answer.reach);
  }

  private answered(reach: Reach): void {
    this.answers += 1;
    const isWorking = this.state === 'up' || this.state === 'part';
    if (isWorking || this.answers >= this.options.answersInARow) this.goOn(reach);
    else {
      if (reach === 'part' && this.state === 'suspected') this.tell(PART_AWAY);
      this.probeIn(NEXT_IN_A_ROW_MS);
    }
  }

  private goOn(reach: Reach): void {
    this.state = reach === 'whole' ? 'up' : 'part';
    this.tell(reach === 'whole' ? { state: 'up' } : PART_AWAY);
    if (reach === 'part') this.probeIn(PROBE_INTERVAL_MS);
  }

  private goDown(error: unknown): void {
    const reason = this.state === 'suspected' ? (this.suspicion ?? error) : error;
    this.state = 'down';
    this.answers = 0;
    this.tell({ state: 'down', error: reason });
    this.probeIn(PROBE_INTERVAL_MS);
  }

  private tell(change: EngineChange): void {
    if (change.state === this.told) return;
    this.told = change.state;
    this.options.onChange(change);
  }
}
