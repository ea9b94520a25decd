import 'reflect-metadata';
import { startServer } from './server';

startServer().catch((error: unknown) => {
  console.error(error instanceof Error ? `Trivet did not start. ${error.message}` : error);
  // Threads that had started would keep a process alive that serves nobody.
  process.exit(1);
});
