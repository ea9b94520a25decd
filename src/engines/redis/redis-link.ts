import { type Deadline, RemoteDownError, withDeadline } from '../../core/index';
import { ALONE, Patience, QUICK_MS } from './patience';
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

const PROBE_INTERVAL_MS = 250;

/** A slow Redis stays down until its answers are quick, and not by chance: so many in a row, so soon after one another. */
const PROBES_IN_A_ROW = 3;
const NEXT_IN_A_ROW_MS = 50;
const PROBE_DEADLINE = { ms: QUICK_MS, late: () => new Error(`No answer to a ping after ${QUICK_MS} ms.`) };

/**
 * The one "Redis is down" policy, for everything that talks to it.
 *
 *     up ──time-out, slow answers, lost connection, "not serving"──► down ──three quick answers to probes──► up
 *
 * A node of a cluster that is away fails the commands that need it, and no others; probes go on until all nodes answer.
 *
 * While it is down commands fail at once. Probes are sent in the background and not with requests, as a half-open breaker
 * would: on a hung server each of those costs a request the whole deadline, twice a second. The process starts and
 * serves without Redis and picks it up when it is there.
 *
 * No probe is sent before the last one was answered or its connection given up. For Node a write is a sign of life, and
 * probes on a connection to a host that had vanished kept it from being given up for minutes, until the kernel did so.
 */
export class RedisLink {
  private isUp = false;
  private told: RedisChange['state'] = 'up';
  private probe: NodeJS.Timeout | undefined;
  private isPinging = false;
  private quickInARow = 0;
  private readonly patience = new Patience();
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
   * Runs a command that nobody waits for, or a big one: how long it takes says nothing about Redis.
   *
   * @throws {RemoteDownError} at once while Redis is down, after 200 ms when it hangs
   */
  run<T>(command: (commands: RedisCommands) => Promise<T>): Promise<T> {
    return this.send(command, ALONE);
  }

  /**
   * Runs a small command that a question waits for.
   *
   * @throws {RemoteDownError} as `run`, and earlier when the answers before it were slow
   */
  ask<T>(command: (commands: RedisCommands) => Promise<T>): Promise<T> {
    return this.patience.watch((deadline) => this.send(command, deadline));
  }

  close(): void {
    this.isClosed = true;
    this.isUp = false;
    clearTimeout(this.probe);
    this.options.commands.destroy();
  }

  private async send<T>(command: (commands: RedisCommands) => Promise<T>, deadline: Deadline): Promise<T> {
    if (!this.isUp) {
      this.options.onFailure();
      throw new RemoteDownError();
    }
    try {
      return await withDeadline(command(this.options.commands), deadline);
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

  private goDown(error: unknown): void {
    this.isUp = false;
    this.quickInARow = 0;
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
    if (this.isPinging) {
      this.probeSoon(PROBE_INTERVAL_MS);
      return;
    }
    let reach: Reach;
    try {
      await withDeadline(this.options.commands.connected(), ALONE);
      reach = await withDeadline(this.ping(), PROBE_DEADLINE);
    } catch (error) {
      this.goDown(error);
      return;
    }
    if (this.isClosed) return;
    this.quickInARow++;
    if (this.quickInARow < PROBES_IN_A_ROW) this.probeSoon(NEXT_IN_A_ROW_MS);
    else this.goUp(reach);
  }

  private async ping(): Promise<Reach> {
    this.isPinging = true;
    try {
      return await this.options.commands.ping();
    } finally {
      this.isPinging = false;
    }
  }

  private goUp(reach: Reach): void {
    if (!this.isUp) this.patience.refill();
    this.isUp = true;
    if (reach === 'whole') this.tell({ state: 'up' });
    else {
      this.tell({ state: 'part', error: new Error('A node of the cluster is away.') });
      this.probeSoon(PROBE_INTERVAL_MS);
    }
  }
}
