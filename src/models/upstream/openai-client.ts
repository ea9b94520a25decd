import OpenAI from 'openai';
import { Agent, fetch, Response } from 'undici';

export interface OpenAiClientOptions {
  /** Up to and with the version, as `http://localhost:11434/v1`. */
  readonly baseUrl: string;
  /** Any text for a server without keys. */
  readonly apiKey: string;
  /** For TCP and TLS together. undici looks at it about twice a second. */
  readonly connectTimeoutMs: number;
  /** From the request to the headers of its answer. */
  readonly timeoutMs: number;
  /** A longer answer is cut off. Its reader sees a broken connection. */
  readonly maxBytes: number;
}

/**
 * A client that neither retries nor prints anything. It uses undici's own `fetch`: Node's takes no time-out for
 * connecting and no bound on what it reads.
 */
export function openAiClient(options: OpenAiClientOptions): OpenAI {
  const dispatcher = new Agent({
    connect: { timeout: options.connectTimeoutMs },
    maxResponseSize: options.maxBytes,
    // The reader of the answer has deadlines of its own, which may be longer than undici's 300 s.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return new OpenAI({
    baseURL: options.baseUrl,
    apiKey: options.apiKey,
    timeout: options.timeoutMs,
    // The client's own retry sleeps through Retry-After, however long, and through an abort (openai 6.49).
    maxRetries: 0,
    // Otherwise these are read from the environment, and a debug level would print the texts.
    organization: null,
    project: null,
    logLevel: 'off',
    fetch: async (url, init) => asOpenAiError(await fetch(url, { ...init, dispatcher })),
  });
}

/** Longest body of an error that is read, in characters. */
const MAX_ERROR_CHARS = 16_384;

/**
 * The client throws the body of an error away where it is not `{"error": …}` (openai 6.49). FastAPI, Mistral and others have
 * another form, and say in it what they refuse.
 */
async function asOpenAiError(response: Response): Promise<Response> {
  if (response.ok) return response;
  const { status, headers } = response;
  const text = (await response.text()).slice(0, MAX_ERROR_CHARS);
  const error = errorIn(text);
  if (error === null) return new Response(text, { status, headers });
  return new Response(JSON.stringify({ error }), {
    status,
    headers: { ...Object.fromEntries(headers), ...JSON_TYPE },
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** @returns what OpenAI would have under `error`; null where it has that form already, or is a page of HTML */
function errorIn(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    const isOpenAi =
      typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object';
    return isOpenAi ? null : body;
  } catch {
    return text === '' || text.trimStart().startsWith('<') ? null : { message: text };
  }
}
