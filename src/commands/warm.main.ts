import '../../node-version.cjs';
import { clientToken } from '../config/client-token';
import { warmCommand } from './warm/warm-command';

warmCommand(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  token: clientToken(),
}).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
