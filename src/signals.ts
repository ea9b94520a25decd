import type { INestApplication } from '@nestjs/common';

/**
 * Ends the application on SIGTERM and SIGINT: no new connections, running requests and background stores are finished,
 * then exit 0. What is not done after `graceMs` is given up, with exit 1.
 */
export function endOnSignals(app: INestApplication, graceMs: number): void {
  const end = (): void => {
    // A second signal falls through to Node's default and ends the process at once.
    process.removeListener('SIGTERM', end);
    process.removeListener('SIGINT', end);
    setTimeout(() => process.exit(1), graceMs).unref();
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
