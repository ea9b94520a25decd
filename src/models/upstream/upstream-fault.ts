import { APIConnectionError, APIError } from 'openai';
import { Headers } from 'undici';
import { complaintOf, type Complaint } from './complaint';

/**
 * - `unreachable`: no connection, or one that broke before an answer began
 * - `busy`: HTTP 408, 409 or 429; `broken`: 5xx
 * - `late`: a deadline passed
 * - `rubbish`: something other than a complete answer, a broken-off one included
 * - `misconfigured`: HTTP 401, 403 or 404, which every call will get
 * - `refused`: any other 4xx, which is about this one request
 */
export type FaultKind = 'unreachable' | 'busy' | 'broken' | 'late' | 'rubbish' | 'misconfigured' | 'refused';

interface FaultDetails {
  /** The pause that the server asked for in `Retry-After`. */
  readonly retryAfterMs?: number;
  /** What the server said of the request. */
  readonly complaint?: Complaint | null;
  /** Its own words in that, which may be told. */
  readonly words?: string;
}

/**
 * What a model server did wrong. The message is ours: servers quote prompts in theirs, and parsers the text that they
 * could not read.
 */
export class UpstreamFault extends Error {
  override readonly name = 'UpstreamFault';
  readonly retryAfterMs: number;
  readonly complaint: Complaint | null;

  /** @param summary ours, without any word of the server */
  constructor(
    readonly kind: FaultKind,
    readonly summary: string,
    { retryAfterMs = 0, complaint = null, words = '' }: FaultDetails = {},
  ) {
    super(words === '' ? summary : `${summary}: ${words}`);
    this.retryAfterMs = retryAfterMs;
    this.complaint = complaint;
  }

  /** The same fault with the server's own words in its message, less what they may quote of the texts that it was sent. */
  toldOf(sent: readonly string[]): UpstreamFault {
    const { kind, summary, retryAfterMs, complaint } = this;
    const words = complaint?.words(sent) ?? '';
    return words === '' ? this : new UpstreamFault(kind, summary, { retryAfterMs, complaint, words });
  }

  /** The same fault for those who did not send the request: the server's words are about what somebody else asked. */
  get toldToOthers(): UpstreamFault {
    const { kind, summary, retryAfterMs, complaint } = this;
    return new UpstreamFault(kind, summary, { retryAfterMs, complaint });
  }

  /** Whether the same request may succeed in a moment. */
  get isPassing(): boolean {
    return this.kind === 'unreachable' || this.kind === 'busy' || this.kind === 'broken';
  }

  /** Whether the fault says something of the server, and not only of this request. */
  get isOutage(): boolean {
    return this.kind !== 'refused';
  }
}

/** @returns kind, status and socket code of the thrown error, and nothing that it quotes */
export function faultOf(error: unknown): UpstreamFault {
  if (error instanceof UpstreamFault) return error;
  if (!(error instanceof Error)) return new UpstreamFault('rubbish', 'Unknown.');
  // The client types the data of the wire as `any`.
  const status: unknown = error instanceof APIError ? error.status : null;
  const headers: unknown = error instanceof APIError ? error.headers : null;
  const http = typeof status === 'number' ? status : null;
  const complaint = complaintOf(error);
  const parts = [error.constructor.name, http && `HTTP ${http}`, complaint?.code, socketCode(error.cause)];
  const details = { retryAfterMs: retryAfterMs(headers), complaint };
  return new UpstreamFault(kindOf(error, http), parts.filter(Boolean).join(' '), details);
}

function kindOf(error: Error, status: number | null): FaultKind {
  if (error instanceof APIConnectionError) return 'unreachable';
  if (status === null) return 'rubbish';
  if ([408, 409, 429].includes(status)) return 'busy';
  if (status >= 500) return 'broken';
  return [401, 403, 404].includes(status) ? 'misconfigured' : 'refused';
}

/** `Retry-After` is seconds or a date (RFC 9110 section 10.2.3). */
function retryAfterMs(headers: unknown): number {
  const value = headers instanceof Headers ? headers.get('retry-after') : null;
  if (value === null) return 0;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1_000;
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}

function socketCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? socketCode(error.cause) : null;
}
