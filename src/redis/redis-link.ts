import { RemoteDownError } from '../core/cache/remote/remote-store';
import { withDeadline } from '../core/deadline';
import type { Reach, RedisCommands } from './redis-clients';
import { isAboutOneCommand, NodeAwayError } from './redis-errors';

/** Redis went away, or a node of the cluster did, or all of it is back. */
export type RedisChange =
  { readonly state: 'down' | 'part'; readonly error: unknown } | { readonly state: 'up' };

export interface RedisLinkOptions {
  readonly commands: RedisCommands;
  /** Told of each change once; must not throw. */
  readonly onChange: (change: RedisChange) => void;
  /** Told of each command that failed or was not sent; must not throw. */
  readonly onFailure: () => void;
  /** Told of the first command that was refused for a reason (OOM, NOPERM), and then no more of it; must not throw. */
  readonly onRefusal: (error: Error) => void;
}

/** A command that takes longer has failed: the answer can be computed, and a hung server must cost a request once. */
const DEADLINE_MS = 200;
const DEADLINE = { ms: DEADLINE_MS, late: () => new Error(`No answer after ${DEADLINE_MS} ms.`) };

const PROBE_INTERVAL_MS = 250;

/**
 * The one "Redis is down" policy, for everything that talks to it.
 *
 *     up ──time-out, lost connection, "not serving"──► down ──a probe is answered──► up
 *
 * A node of a cluster that is away fails the commands that need it, and no others; probes go on until all nodes answer.
 *
 * While it is down commands fail at once. Probes are sent in the background and not with requests, as a half-open breaker
 * would: on a hung server each of those costs a request the whole deadline, twice a second. The process starts and
 * serves without Redis and picks it up when it is there.
 */
export class RedisLink {
  private isUp = false;
  private told: RedisChange['state'] = 'up';
  private probe: NodeJS.Timeout | undefined;
  private isClosed = false;
  private readonly refusals = new Set<string>();

  constructor(private readonly options: RedisLinkOptions) {
    // Rejects when the first connection fails, which the probes find out too.
    options.commands.connect().catch(() => undefined);
    this.probeSoon(0);
  }

  get up(): boolean {
    return this.isUp;
  }

  /**
   * @throws {RemoteDownError} at once while Redis is down, after the deadline when it hangs
   */
  async run<T>(command: (commands: RedisCommands) => Promise<T>): Promise<T> {
    if (!this.isUp) {
      this.options.onFailure();
      throw new RemoteDownError();
    }
    try {
      return await withDeadline(command(this.options.commands), DEADLINE);
    } catch (error) {
      this.options.onFailure();
      if (isAboutOneCommand(error)) {
        this.tellRefusal(error);
        throw error;
      }
      if (error instanceof NodeAwayError) this.probeSoon(PROBE_INTERVAL_MS);
      else this.goDown(error);
      throw new RemoteDownError(error);
    }
  }

  close(): void {
    this.isClosed = true;
    this.isUp = false;
    clearTimeout(this.probe);
    this.options.commands.destroy();
  }

  private goDown(error: unknown): void {
    this.isUp = false;
    this.tell({ state: 'down', error });
    this.probeSoon(PROBE_INTERVAL_MS);
  }

  private tell(change: RedisChange): void {
    if (change.state === this.told) return;
    this.told = change.state;
    this.options.onChange(change);
  }

  private tellRefusal(error: Error): void {
    const [reason = ''] = error.message.split(' ');
    if (this.refusals.has(reason)) return;
    this.refusals.add(reason);
    this.options.onRefusal(error);
  }

  /** At most one is due: failing commands do not put it off. */
  private probeSoon(ms: number): void {
    if (this.isClosed || this.probe) return;
    this.probe = setTimeout(() => {
      this.probe = undefined;
      void this.sendProbe();
    }, ms);
    this.probe.unref();
  }

  /** Never rejects. */
  private async sendProbe(): Promise<void> {
    let reach: Reach;
    try {
      reach = await withDeadline(this.options.commands.ping(), DEADLINE);
    } catch (error) {
      this.goDown(error);
      return;
    }
    if (this.isClosed) return;
    this.isUp = true;
    if (reach === 'whole') this.tell({ state: 'up' });
    else {
      this.tell({ state: 'part', error: new Error('A node of the cluster is away.') });
      this.probeSoon(PROBE_INTERVAL_MS);
    }
  }
}
