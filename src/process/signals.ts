import { Logger, type INestApplication } from '@nestjs/common';

const logger = new Logger('Trivet');

/**
 * Ends the application on SIGTERM and SIGINT. It takes no new connections, finishes running requests and background
 * stores, and exits with 0. What is not done after `graceMs` is given up, with exit 1.
 */
export function endOnSignals(app: INestApplication, graceMs: number): void {
  const end = (signal: NodeJS.Signals): void => {
    // A second signal falls through to Node's default and ends the process at once.
    process.removeListener('SIGTERM', end);
    process.removeListener('SIGINT', end);
    logger.log(`${signal}: finishing what runs, for ${graceMs} ms at most.`);
    setTimeout(() => {
      logger.error('SHUTDOWN_GRACE_MS is over: what still ran was given up.');
      process.exit(1);
    }, graceMs).unref();
    app.close().then(
      () => {
        logger.log('Stopped.');
        process.exit(0);
      },
      (error: unknown) => {
        logger.error(`Stopping failed: ${error instanceof Error ? error.message : String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
