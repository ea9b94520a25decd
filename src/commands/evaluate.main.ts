import '../../node-version.cjs';
import 'reflect-metadata';
import { evaluateCommand } from './evaluate/evaluate-command';

evaluateCommand(process.argv.slice(2), process).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
