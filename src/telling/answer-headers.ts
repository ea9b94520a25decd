import { type CachePolicy, isShared, type Landing, type Reason, storingOf } from '../core';
import { ageS, presentTimings } from './answer.presenter';
import type { Begun, ToldMiss } from './told';

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

/** What every answer says of its way, for proxies, browsers and people with curl. Before it landed it says what is known. */
export function answerHeaders(told: Begun, policy: CachePolicy): Record<string, string> {
  const headers: Record<string, string> = {
    'X-Cache': xCache(told, policy),
    'X-Cache-Layer': told.reply.layer ?? 'none',
    'Cache-Status': cacheStatus(told),
    'Server-Timing': serverTiming(told),
    // Freshness is decided here, at every request; nobody in between may decide it again.
    'Cache-Control': 'private, no-store',
  };
  if (told.outcome === 'hit') headers['Age'] = String(ageS(told.reply.storedAt, told.now));
  return headers;
}

function xCache({ reply }: Begun, policy: CachePolicy): string {
  switch (reply.outcome) {
    case 'hit':
      return reply.staleMs === null ? 'HIT' : 'STALE';
    case 'miss':
      if (policy.noStore || reply.about === 'chat' || reply.reason === 'cache_off') return 'BYPASS';
      return policy.noCache ? 'REFRESH' : 'MISS';
  }
}

function cacheStatus(told: Begun): string {
  switch (told.outcome) {
    case 'hit': {
      const { match, staleMs } = told.reply;
      // RFC 9211 section 2.4: a negative ttl is how long ago the response became stale.
      if (staleMs !== null) return `trivet; hit; ttl=-${Math.ceil(staleMs / 1_000)}; detail=stale`;
      return `trivet; hit; detail=${match}`;
    }
    case 'miss': {
      const { reply, landing } = told;
      const { reason } = reply;
      // With the caches off there is nowhere to store an answer that passed the write gate.
      const isStored = landing !== null && storingOf(landing) === 'stored' && reason !== 'cache_off';
      const stored = isStored ? '; stored' : '';
      const collapsed = isShared(reply, landing) ? '; collapsed' : '';
      const forwarded = reply.about === 'chat' ? 'bypass' : FORWARDED[reason];
      return `trivet; fwd=${forwarded}${stored}${collapsed}; detail=${detailOf(told)}`;
    }
  }
}

function detailOf({ reply, landing }: ToldMiss<Landing | null>): string {
  switch (landing?.how) {
    case 'quoted':
      return 'degraded';
    case 'answered':
    case undefined:
      return reply.reason;
  }
}

/** Without model and total while those steps still run. A question that was made of no conversation has no step for that. */
function serverTiming(told: Begun): string {
  const landing = told.outcome === 'miss' ? told.landing : null;
  const { standalone, stamps, lookup, embedding, retrieval, model, total } = presentTimings(
    told.reply.timings,
    {
      totalMs: told.totalMs,
      modelMs: landing?.answer.generationMs ?? 0,
    },
  );
  // Written out: through Object.entries and join it was 4 % of an exact hit's CPU time.
  const first = told.reply.standalone ? `standalone;dur=${standalone}, ` : '';
  const before = `${first}stamps;dur=${stamps}, lookup;dur=${lookup}, embedding;dur=${embedding}, retrieval;dur=${retrieval}`;
  const isWhole = told.outcome === 'hit' || landing !== null;
  return isWhole ? `${before}, model;dur=${model}, total;dur=${total}` : before;
}
