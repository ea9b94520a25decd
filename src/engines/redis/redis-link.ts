import { type Deadline, RemoteDownError, withDeadline } from '../../core';
import { type EngineChange, EngineWatch, type Reach } from '../watch/engine-watch';
import { ALONE, Patience, QUICK_MS } from './patience';
import type { RedisCommands } from './redis-commands';
import { isAboutOneCommand, NodeAwayError } from './redis-errors';

export interface RedisLinkOptions {
  readonly commands: RedisCommands;
  /** Told of each change once; must not throw. */
  readonly onChange: (change: EngineChange) => void;
  /** Told of each command that failed or was not sent; must not throw. */
  readonly onFailure: () => void;
  /** Told of the first command that was refused for a reason (OOM, NOPERM), and then no more of it; must not throw. */
  readonly onRefusal: (error: Error) => void;
}

/** A slow Redis stays away until its answers are quick, and not by chance. */
const QUICK_PINGS_IN_A_ROW = 3;
const PING_DEADLINE = { ms: QUICK_MS, late: () => new Error(`No answer to a ping after ${QUICK_MS} ms.`) };

/**
 * Whether Redis is away, for everything that talks to it. The process starts and serves without Redis.
 *
 * Only a probe decides; `EngineWatch` has the states. Redis is suspected at the start. It is suspected when a command has no
 * answer in time or loses its connection, and when the server says that it serves nobody. Meanwhile commands fail at once,
 * because the asker can do without. A node of a cluster that is away fails the commands that need it, and no others.
 *
 * `Patience` says how long an answer is waited for.
 */
export class RedisLink {
  private readonly watch: EngineWatch;
  private readonly patience = new Patience();
  private readonly refusals = new Set<string>();
  private isPinging = false;

  constructor(private readonly options: RedisLinkOptions) {
    this.watch = new EngineWatch({
      probe: () => this.probe(),
      refusesWhenSuspected: true,
      answersInARow: QUICK_PINGS_IN_A_ROW,
      onChange: (change) => {
        this.patience.refill();
        options.onChange(change);
      },
    });
    this.watch.suspect();
  }

  get up(): boolean {
    return !this.watch.refuses;
  }

  /**
   * Runs a command that nobody waits for, or a big one: how long it takes says nothing about Redis.
   *
   * @throws {RemoteDownError} at once while Redis is away or suspected, after 200 ms when it hangs
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
    this.watch.close();
    this.options.commands.destroy();
  }

  private async send<T>(command: (commands: RedisCommands) => Promise<T>, deadline: Deadline): Promise<T> {
    if (this.watch.refuses) {
      this.options.onFailure();
      throw new RemoteDownError();
    }
    try {
      return await withDeadline(command(this.options.commands), deadline);
    } catch (error) {
      this.options.onFailure();
      throw this.judged(error);
    }
  }

  /** @returns what the asker is told of a command's failure, which may be a reason to look for Redis */
  private judged(error: unknown): Error {
    if (isAboutOneCommand(error)) {
      this.tellRefusal(error);
      return error;
    }
    if (error instanceof NodeAwayError) this.watch.look();
    else this.watch.suspect(error);
    return new RemoteDownError(error);
  }

  private tellRefusal(error: Error): void {
    const [reason = ''] = error.message.split(' ');
    if (this.refusals.has(reason)) return;
    this.refusals.add(reason);
    this.options.onRefusal(error);
  }

  /**
   * No ping is sent before the last one was answered or its connection given up. For Node a write is a sign of life. Pings on a
   * connection to a host that had vanished kept it for minutes, until the kernel gave it up.
   */
  private async probe(): Promise<Reach> {
    if (this.isPinging) throw new Error('The last ping is not answered.');
    await withDeadline(this.options.commands.connected(), ALONE);
    return withDeadline(this.ping(), PING_DEADLINE);
  }

  private async ping(): Promise<Reach> {
    this.isPinging = true;
    try {
      return await this.options.commands.ping();
    } finally {
      this.isPinging = false;
    }
  }
}
