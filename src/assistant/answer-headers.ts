import type { CachePolicy } from '../core/inquiry';
import { isCollapsed, type Reason } from '../core/reply';
import { ageS, presentTimings, type Told } from './answer.presenter';

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

/** What every answer says of its way, for proxies, browsers and people with curl. */
export function answerHeaders(told: Told, policy: CachePolicy): Record<string, string> {
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

function xCache({ reply: { match, reason } }: Told, policy: CachePolicy): string {
  if (match !== null) return 'HIT';
  if (policy.noStore || reason === 'cache_off') return 'BYPASS';
  return policy.noCache ? 'REFRESH' : 'MISS';
}

function cacheStatus({ reply, landing }: Told): string {
  const { match, reason } = reply;
  if (match !== null) return `trivet; hit; detail=${match}`;
  const forwarded = `trivet; fwd=${FORWARDED[reason ?? 'never_asked']}`;
  // The write gate let it pass, but with the caches off there is nowhere to store it.
  const stored = landing.kept && reason !== 'cache_off' ? '; stored' : '';
  const collapsed = isCollapsed(reply, landing) ? '; collapsed' : '';
  return `${forwarded}${stored}${collapsed}; detail=${landing.degraded ? 'degraded' : (reason ?? 'none')}`;
}

function serverTiming({ reply: { timings, match }, landing: { answer }, totalMs }: Told): string {
  const modelMs = match === null ? answer.generationMs : 0;
  return Object.entries(presentTimings(timings, { totalMs, modelMs }))
    .map(([step, ms]) => `${step};dur=${ms}`)
    .join(', ');
}
