import type { ServerResponse } from 'node:http';

/** The asker closed the connection before the answer was complete. Nobody is there to be told. */
export class AskerLeftError extends Error {
  constructor() {
    super('The asker left before the answer was complete.');
    this.name = 'AskerLeftError';
  }
}

/**
 * Says when the asker behind a response leaves. Fastify's `request.signal` listens to the request, which Node 20 closes
 * when its body is read, and stops listening when a reply is written by hand.
 */
export class Departure {
  private controller: AbortController | null = null;

  constructor(private readonly response: ServerResponse) {}

  /** Fires with an {@link AskerLeftError} when the connection closes before the response is finished. Made when it is first asked for. */
  get signal(): AbortSignal {
    this.controller ??= this.watch();
    return this.controller.signal;
  }

  private watch(): AbortController {
    const controller = new AbortController();
    const close = (): void => {
      if (!this.response.writableFinished) controller.abort(new AskerLeftError());
    };
    if (this.response.closed) close();
    else this.response.once('close', close);
    return controller;
  }
}
