import '../node-version.cjs';
import 'reflect-metadata';
import { startErrorText } from './process/start-error';
import { startServer } from './process/server';

startServer().catch((error: unknown) => {
  console.error(startErrorText(error));
  // Threads that had started would keep a process alive that serves nobody.
  process.exit(1);
});
