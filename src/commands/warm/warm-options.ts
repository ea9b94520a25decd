import { parseArgs } from 'node:util';
import { WarmError } from './warm.error';

/** The arguments of `npm run warm`, checked. */
export interface WarmOptions {
  /** A file of questions. `-` for standard input. */
  readonly file: string;
  /** Of the server, without a trailing slash. */
  readonly url: string;
  /** Questions that are asked at once. */
  readonly concurrency: number;
  /** A file that holds the bearer token. Null for `TRIVET_TOKEN`, or no token. */
  readonly tokenFile: string | null;
}

export const USAGE =
  'npm run warm -- <questions.txt | -> [--url http://…] [--concurrency N] [--token-file F]';

const MAX_CONCURRENCY = 64;

/** @throws {WarmError} with the usage */
export function warmOptions(args: readonly string[]): WarmOptions {
  const { values, positionals } = parsed(args);
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw wrong('Name one file of questions.');
  const { url, concurrency } = values;
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) throw wrong('--url must be an http(s) address.');
  const count = /^\d{1,3}$/.test(concurrency) ? Number(concurrency) : 0;
  if (count < 1 || count > MAX_CONCURRENCY)
    throw wrong(`--concurrency must be a whole number from 1 to ${MAX_CONCURRENCY}.`);
  const tokenFile = values['token-file'] ?? null;
  return { file, url: url.replace(/\/+$/, ''), concurrency: count, tokenFile };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: 'string', default: 'http://127.0.0.1:3000' },
        concurrency: { type: 'string', default: '4' },
        'token-file': { type: 'string' },
      },
    });
  } catch (error) {
    const isTold = typeof error === 'object' && error !== null && 'message' in error;
    throw wrong(isTold ? String(error.message) : 'The arguments cannot be read.');
  }
}

const wrong = (what: string): WarmError => new WarmError(`${what}\nUsage: ${USAGE}`);
