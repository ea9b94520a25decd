import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** A running Trivet, and the bearer token to ask it with. */
export interface Server {
  readonly url: string;
  readonly token: string | null;
}

/** The outcome of one question. */
export type Outcome =
  { readonly kind: 'hit' } | { readonly kind: 'generated'; readonly costUsd: number | null } | Failure;

/** A question that got no answer which is kept. */
export interface Failure {
  readonly kind: 'failed';
  /** What was wrong and what to do. It holds nothing of the question. */
  readonly because: string;
  /** Whether every other question would fail in the same way. */
  readonly isHopeless: boolean;
}

const answer = z.object({
  metadata: z.object({ cached: z.boolean(), degraded: z.boolean(), cost_usd: z.number().nullable() }),
});
const problem = z.object({ code: z.string(), detail: z.string(), remedy: z.string().optional() });

/** Attempts in all. A server that is busy or restarts is asked again. */
const ATTEMPTS = 5;
const DEFAULT_WAIT_S = 1;
const LONGEST_WAIT_S = 60;
const ANSWER_TIMEOUT_MS = 300_000;

/** No token, a wrong one, or a refusal as a whole. The next question fares no better. */
const HOPELESS = new Set([401, 403, 404, 405]);

/** Asks one question. After a 503 or 429 it waits for `Retry-After` and asks again. Never rejects. */
export async function askServer(server: Server, question: string): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    const response = await post(server, question);
    if ('kind' in response) return response;
    const { status, headers, body } = response;
    if (status === 200) return outcomeOf(body, headers);
    if ((status !== 503 && status !== 429) || attempt === ATTEMPTS) return refusal(status, body);
    await sleep(waitS(headers.get('retry-after')) * 1_000);
  }
}

interface Response {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function post({ url, token }: Server, question: string): Promise<Response | Failure> {
  try {
    const response = await fetch(`${url}/assistant/query`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query: question }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: jsonOf(text) };
  } catch (error) {
    return unreachable(url, error);
  }
}

function unreachable(url: string, error: unknown): Failure {
  const isLate =
    typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError';
  const because = isLate
    ? `no answer within ${ANSWER_TIMEOUT_MS / 1_000} s: see what the server's log says`
    : `nobody answers at ${new URL(url).origin}: start Trivet there with npm start, or name another address with --url`;
  return { kind: 'failed', because, isHopeless: !isLate };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** RFC 9211 section 2.5. */
const STORED = /;\s*stored\b/;

function outcomeOf(body: unknown, headers: Headers): Outcome {
  const read = answer.safeParse(body);
  if (!read.success) return failed('the answer is not one of Trivet: name its address with --url', true);
  const { cached, degraded, cost_usd: costUsd } = read.data.metadata;
  if (degraded)
    return failed('the model failed, and what is quoted instead is not kept: ask again later', false);
  if (cached) return { kind: 'hit' };
  return STORED.test(headers.get('cache-status') ?? '')
    ? { kind: 'generated', costUsd }
    : failed('the answer is not kept: it was refused or cut off, or the caches are off', false);
}

function refusal(status: number, body: unknown): Failure {
  const isHopeless = HOPELESS.has(status);
  const read = problem.safeParse(body);
  if (!read.success)
    return failed(`status ${status}, not from Trivet: name its address with --url`, isHopeless);
  const { code, detail, remedy = '' } = read.data;
  const hint = status === 401 ? 'Set TRIVET_TOKEN, or name a file with --token-file.' : remedy;
  return failed(`${code}: ${detail} ${hint}`.trimEnd(), isHopeless);
}

const failed = (because: string, isHopeless: boolean): Failure => ({ kind: 'failed', because, isHopeless });

/** `Retry-After` in seconds (RFC 9110 section 10.2.3). A date, which Trivet never sends, counts as no value. */
function waitS(retryAfter: string | null): number {
  const isSeconds = retryAfter !== null && /^\d{1,9}$/.test(retryAfter);
  return Math.min(isSeconds ? Number(retryAfter) : DEFAULT_WAIT_S, LONGEST_WAIT_S);
}
