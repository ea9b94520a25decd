import 'reflect-metadata';
import { startServer } from './server';

startServer().catch((error: unknown) => {
  console.error(error instanceof Error ? `Trivet did not start. ${error.message}` : error);
  process.exitCode = 1;
});
