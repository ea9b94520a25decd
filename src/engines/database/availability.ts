import { DatabaseUnavailableError, isUnavailable } from './database-unavailable.error';

/** The database went away, or is back. */
export type DatabaseChange =
  { readonly state: 'down'; readonly error: DatabaseUnavailableError } | { readonly state: 'up' };

export type DatabaseLog = (change: DatabaseChange) => void;

/**
 * Whether the database answers; tells each change once instead of every failure.
 *
 * States:
 * - up: at the start and when something answered. It is ended by `down` or `lost`.
 * - down: when nothing answered. It is ended by `up`.
 */
export class Availability {
  private state: DatabaseChange['state'] = 'up';
  private losses = 0;

  constructor(private readonly log: DatabaseLog = () => undefined) {}

  /** Connections that broke while nobody used them, and ends of the embedded engine. */
  get lostConnections(): number {
    return this.losses;
  }

  countLost(): void {
    this.losses += 1;
  }

  /** The database answered. */
  up(): void {
    if (this.state === 'up') return;
    this.state = 'up';
    this.log({ state: 'up' });
  }

  /** The database did not answer. @returns the error for the caller, which answers 503 */
  down(cause: unknown): DatabaseUnavailableError {
    const error = cause instanceof DatabaseUnavailableError ? cause : new DatabaseUnavailableError(cause);
    if (this.state === 'up') {
      this.state = 'down';
      this.log({ state: 'down', error });
    }
    return error;
  }

  /** A connection broke while nobody used it: there is no caller to tell. */
  lost(cause: unknown): void {
    this.countLost();
    this.down(cause);
  }

  /**
   * For the embedded engine. It is in this process, so it needs no probe: its last answer tells how it is.
   * @throws what `work` throws
   */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.up();
      return result;
    } catch (error) {
      if (isUnavailable(error)) this.down(error);
      throw error;
    }
  }
}
