import 'reflect-metadata';
import { startErrorText } from './start-error';
import { startServer } from './server';

startServer().catch((error: unknown) => {
  console.error(startErrorText(error));
  // Threads that had started would keep a process alive that serves nobody.
  process.exit(1);
});
