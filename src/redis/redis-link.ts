import { RemoteDownError } from '../core/cache/remote/remote-store';
import { withDeadline } from '../core/deadline';
import type { RedisCommands } from './redis-clients';

/** Redis went away, or is back. */
export type RedisChange = { readonly state: 'down'; readonly error: unknown } | { readonly state: 'up' };

export interface RedisLinkOptions {
  readonly commands: RedisCommands;
  /** Told of each change once; must not throw. */
  readonly onChange: (change: RedisChange) => void;
}

/** A command that takes longer has failed: the answer can be computed, and a hung server must cost a request once. */
const DEADLINE_MS = 200;
const DEADLINE = { ms: DEADLINE_MS, late: () => new Error(`No answer after ${DEADLINE_MS} ms.`) };

const PROBE_INTERVAL_MS = 250;

/** What Redis says of itself when it serves nobody; its other errors are about the one command. */
const NOT_SERVING = /^(?:CLUSTERDOWN|LOADING|MASTERDOWN|NOAUTH|WRONGPASS|NOPERM)\b/;

/**
 * The one "Redis is down" policy, for everything that talks to it.
 *
 *     up ──time-out, lost connection, "not serving"──► down ──a probe is answered──► up
 *
 * While it is down commands fail at once. Probes are sent in the background and not with requests, as a half-open breaker
 * would: on a hung server each of those costs a request the whole deadline, twice a second. The process starts and
 * serves without Redis and picks it up when it is there.
 */
export class RedisLink {
  private isUp = false;
  private hasToldDown = false;
  private probe: NodeJS.Timeout | undefined;
  private isClosed = false;
  private failed = 0;

  constructor(private readonly options: RedisLinkOptions) {
    // Rejects when the first connection fails, which the probes find out too.
    options.commands.connect().catch(() => undefined);
    this.probeSoon(0);
  }

  get up(): boolean {
    return this.isUp;
  }

  /** Commands that failed or were not sent since the start. */
  get failures(): number {
    return this.failed;
  }

  /**
   * @throws {RemoteDownError} at once while Redis is down, after the deadline when it hangs
   */
  async run<T>(command: (commands: RedisCommands) => Promise<T>): Promise<T> {
    if (!this.isUp) {
      this.failed++;
      throw new RemoteDownError();
    }
    try {
      return await withDeadline(command(this.options.commands), DEADLINE);
    } catch (error) {
      this.failed++;
      if (isAboutOneCommand(error)) throw error;
      this.goDown(error);
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
    if (!this.hasToldDown) this.options.onChange({ state: 'down', error });
    this.hasToldDown = true;
    this.probeSoon(PROBE_INTERVAL_MS);
  }

  private probeSoon(ms: number): void {
    if (this.isClosed) return;
    clearTimeout(this.probe);
    this.probe = setTimeout(() => void this.sendProbe(), ms);
    this.probe.unref();
  }

  /** Never rejects. */
  private async sendProbe(): Promise<void> {
    try {
      await withDeadline(this.options.commands.ping(), DEADLINE);
    } catch (error) {
      this.goDown(error);
      return;
    }
    if (this.isClosed || this.isUp) return;
    this.isUp = true;
    if (this.hasToldDown) this.options.onChange({ state: 'up' });
    this.hasToldDown = false;
  }
}

function isAboutOneCommand(error: unknown): boolean {
  return (
    error instanceof Error && error.constructor.name === 'SimpleError' && !NOT_SERVING.test(error.message)
  );
}
