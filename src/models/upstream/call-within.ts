import type { Upstream } from './upstream';
import { UpstreamFault } from './upstream-fault';

interface Bounds {
  /** The server's "it is down" policy, retries included. */
  readonly upstream: Upstream;
  /** For the call, retries included. */
  readonly timeoutMs: number;
  /** Of who waits for it. */
  readonly caller?: AbortSignal | undefined;
}

/**
 * One call of a server, with retries as its policy has them, within a time.
 * @param attempt must end when its signal fires
 * @throws {ModelUnavailableError} when the server cannot answer in time
 * @throws the reason of `caller` when it fires
 */
export async function callWithin<T>(
  { upstream, timeoutMs, caller }: Bounds,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(new UpstreamFault('late', `No answer within ${timeoutMs} ms.`));
  }, timeoutMs);
  const signal = caller ? AbortSignal.any([caller, late.signal]) : late.signal;
  try {
    return await upstream.call(() => attempt(signal), { signal, deadlineAt: performance.now() + timeoutMs });
  } finally {
    clearTimeout(timer);
  }
}
