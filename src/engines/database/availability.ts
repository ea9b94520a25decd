import { DatabaseUnavailableError, isUnavailable } from './database-unavailable.error';

/** The database went away, or is back. */
export type DatabaseChange =
  { readonly state: 'down'; readonly error: DatabaseUnavailableError } | { readonly state: 'up' };

export type DatabaseLog = (change: DatabaseChange) => void;

/** Whether the database answered last; tells each change once instead of every failure. */
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

  /** Something answered. */
  up(): void {
    if (this.state === 'up') return;
    this.state = 'up';
    this.log({ state: 'up' });
  }

  /** Nothing answered; returns the error for the caller, who answers 503. */
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
   * For the embedded engine, which is in this process: what it answered last is how it is.
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
