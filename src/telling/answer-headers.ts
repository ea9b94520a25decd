import { type CachePolicy, isCollapsed, type Reason } from '../core/index';
import { ageS, presentTimings, type Begun } from './answer.presenter';

/** Why a request was forwarded, in the words of RFC 9211 section 2.2. */
const FORWARDED: Readonly<Record<Reason, string>> = {
  never_asked: 'uri-miss',
  expired: 'stale',
  evicted: 'miss',
  refused_by_gate: 'miss',
  unreadable: 'miss',
  evidence_changed: 'stale',
  profile_changed: 'vary-miss',
  bypassed: 'request',
  cache_down: 'bypass',
  cache_off: 'bypass',
};

/** What every answer says of its way, for proxies, browsers and people with curl; before it landed as far as it is known. */
export function answerHeaders(told: Begun, policy: CachePolicy): Record<string, string> {
  const { reply, now } = told;
  return {
    'X-Cache': xCache(told, policy),
    'X-Cache-Layer': reply.layer ?? 'none',
    'Cache-Status': cacheStatus(told),
    'Server-Timing': serverTiming(told),
    // Freshness is decided here, at every request; nobody in between may decide it again.
    'Cache-Control': 'private, no-store',
    ...(reply.storedAt === null ? {} : { Age: String(ageS(reply.storedAt, now)) }),
  };
}

function xCache({ reply: { match, reason, staleMs } }: Begun, policy: CachePolicy): string {
  if (staleMs !== null) return 'STALE';
  if (match !== null) return 'HIT';
  if (policy.noStore || reason === 'cache_off') return 'BYPASS';
  return policy.noCache ? 'REFRESH' : 'MISS';
}

function cacheStatus({ reply, landing }: Begun): string {
  const { match, reason, staleMs } = reply;
  // RFC 9211 section 2.4: a negative ttl is how long ago the response became stale.
  if (staleMs !== null) return `trivet; hit; ttl=-${Math.ceil(staleMs / 1_000)}; detail=stale`;
  if (match !== null) return `trivet; hit; detail=${match}`;
  const forwarded = `trivet; fwd=${FORWARDED[reason ?? 'never_asked']}`;
  // The write gate let it pass, but with the caches off there is nowhere to store it.
  const stored = landing?.kept && reason !== 'cache_off' ? '; stored' : '';
  const collapsed = (landing ? isCollapsed(reply, landing) : reply.collapsed) ? '; collapsed' : '';
  return `${forwarded}${stored}${collapsed}; detail=${landing?.degraded ? 'degraded' : (reason ?? 'none')}`;
}

/** Without model and total while those steps still run. */
function serverTiming({ reply: { timings, match }, landing, totalMs }: Begun): string {
  const modelMs = match === null ? (landing?.answer.generationMs ?? 0) : 0;
  const { stamps, lookup, embedding, retrieval, model, total } = presentTimings(timings, {
    totalMs,
    modelMs,
  });
  // Written out: through Object.entries and join it was 4 % of an exact hit's CPU time.
  const before = `stamps;dur=${stamps}, lookup;dur=${lookup}, embedding;dur=${embedding}, retrieval;dur=${retrieval}`;
  return landing ? `${before}, model;dur=${model}, total;dur=${total}` : before;
}
