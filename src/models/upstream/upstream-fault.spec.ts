import { APIConnectionError, APIError } from 'openai';
import { Headers } from 'undici';
import { faultOf, type UpstreamFault } from './upstream-fault';

const SECRET = 'the tenant plans to sell';

function http(status: number, headers: Record<string, string> = {}): UpstreamFault {
  const body = { error: { message: SECRET } };
  return faultOf(APIError.generate(status, body, SECRET, new Headers(headers)));
}

describe('a fault of a model server', () => {
  it.each([
    { status: 408, kind: 'busy', isPassing: true, isOutage: true },
    { status: 409, kind: 'busy', isPassing: true, isOutage: true },
    { status: 429, kind: 'busy', isPassing: true, isOutage: true },
    { status: 500, kind: 'broken', isPassing: true, isOutage: true },
    { status: 503, kind: 'broken', isPassing: true, isOutage: true },
    { status: 401, kind: 'misconfigured', isPassing: false, isOutage: true },
    { status: 403, kind: 'misconfigured', isPassing: false, isOutage: true },
    { status: 404, kind: 'misconfigured', isPassing: false, isOutage: true },
    { status: 400, kind: 'refused', isPassing: false, isOutage: false },
    { status: 413, kind: 'refused', isPassing: false, isOutage: false },
    { status: 422, kind: 'refused', isPassing: false, isOutage: false },
  ])('HTTP $status: $kind, worth a retry: $isPassing, an outage: $isOutage', ({ status, ...expected }) => {
    const fault = http(status);
    const { kind, isPassing, isOutage } = fault;
    expect({ kind, isPassing, isOutage }).toEqual(expected);
    expect(fault.message).toMatch(new RegExp(`^\\w+Error HTTP ${status}$`));
  });

  it('takes Retry-After in seconds or as a date, and anything else for nothing', () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    const [seconds, date, past, none, other] = [
      '2',
      inAMinute,
      'Mon, 01 Jan 2001 00:00:00 GMT',
      '',
      'soon',
    ].map((value) => http(503, { 'retry-after': value }).retryAfterMs);
    expect([seconds, past, none, other]).toEqual([2_000, 0, 0, 0]);
    expect(date).toBeGreaterThan(50_000);
    expect(date).toBeLessThanOrEqual(60_000);
  });

  it('names the socket error of a broken connection, and quotes nothing of anything', () => {
    const reset = Object.assign(new Error(SECRET), { code: 'ECONNRESET' });
    const lost = faultOf(new APIConnectionError({ message: SECRET, cause: reset }));
    expect([lost.kind, lost.message]).toEqual(['unreachable', 'APIConnectionError ECONNRESET']);
    const unread = faultOf(new SyntaxError(SECRET));
    expect([unread.kind, unread.message]).toEqual(['rubbish', 'SyntaxError']);
    expect(faultOf(SECRET).message).not.toContain(SECRET);
    expect(faultOf(lost)).toBe(lost);
  });
});
