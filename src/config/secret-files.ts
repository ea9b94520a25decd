import { readFileSync } from 'node:fs';
import { type BadVariable } from './environment.error';

interface SecretsRead {
  readonly env: NodeJS.ProcessEnv;
  readonly bad: readonly BadVariable[];
}

/** Trailing line breaks are what editors and `echo` add; a secret never wants them. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Puts the content of every file named by `NAME_FILE` into `NAME`, for the given secrets. */
export function readSecretFiles(env: NodeJS.ProcessEnv, secrets: readonly string[]): SecretsRead {
  const bad: BadVariable[] = [];
  const found: Record<string, string> = {};
  for (const name of secrets) {
    const file = env[`${name}_FILE`];
    if (file === undefined) continue;
    if (env[name] !== undefined) {
      bad.push({ name, message: `and ${name}_FILE are both set; set one of them` });
      continue;
    }
    const value = read(file);
    if (value) found[name] = value;
    else bad.push({ name: `${name}_FILE`, message: 'must name a readable file that is not empty' });
  }
  return { env: { ...env, ...found }, bad };
}
