import { z } from 'zod';
import {
  certifiedThreshold,
  emptyCertificate,
  isExpired,
  withPair,
  type Certificate,
} from './statistics/certificate';
import { newMonitor, withAudit, type Monitor } from './statistics/monitor';

export const SOURCES = ['shadow', 'audit', 'feedback'] as const;
export type Source = (typeof SOURCES)[number];

/** A judgement of a pair whose words passed every gate. */
export interface Judgement {
  readonly similarity: number;
  /** True also where the judge was uncertain. */
  readonly isWrong: boolean;
  readonly source: Source;
  /** Whether the certificate knows the pair already. */
  readonly isRepeat: boolean;
}

/**
 * How semantic hits of one tenant and answer profile stand. It is plain data, stored as JSON.
 *
 * States: *shadow* at first. *certified* from the judgement on by which the certificate covers a similarity: eligible pairs from there
 * on are served, and the monitor watches their audits. It ends when the monitor trips, or the certificate expires: *shadow* again, with
 * an empty certificate and a new monitor.
 */
export interface Standing {
  readonly certificate: Certificate;
  readonly monitor: Monitor;
  /** Certificates that came before this one. */
  readonly renewals: number;
  /** How often the monitor tripped, and the last time. */
  readonly trips: number;
  readonly lastTrip: Trip | null;
}

export interface Trip {
  /** Unix ms. */
  readonly atMs: number;
  readonly by: 'wealth' | 'change';
  readonly audits: number;
  readonly wrong: number;
}

/** What an operator decides about it. */
export interface Policy {
  readonly threshold: number;
  readonly maxWrong: number;
}

export function newStanding({ threshold, maxWrong }: Policy): Standing {
  return {
    certificate: emptyCertificate(threshold, maxWrong),
    monitor: newMonitor(maxWrong),
    renewals: 0,
    trips: 0,
    lastTrip: null,
  };
}

/** @returns the standing after one more judgement */
export function withJudgement(before: Standing, judgement: Judgement, nowMs: number): Standing {
  const standing = isExpired(before.certificate, nowMs) ? renewed(before) : before;
  const certificate = judgement.isRepeat
    ? standing.certificate
    : withPair(standing.certificate, judgement, nowMs);
  const isNewlyCertified =
    standsFrom(standing, nowMs) === null && certifiedThreshold(certificate, nowMs) !== null;
  if (isNewlyCertified) return { ...standing, certificate, monitor: newMonitor(certificate.maxWrong) };
  // Pairs that were confirmed before must not hide new ones that are wrong.
  const isNews = judgement.source !== 'shadow' && (judgement.isWrong || !judgement.isRepeat);
  if (!isNews) return { ...standing, certificate };
  const monitor = withAudit(standing.monitor, judgement.isWrong);
  if (monitor.tripped === null) return { ...standing, certificate, monitor };
  const { tripped: by, audits, wrong } = monitor;
  return { ...renewed(standing), trips: standing.trips + 1, lastTrip: { atMs: nowMs, by, audits, wrong } };
}

/** The lowest similarity that is certified; null for none. */
export function standsFrom({ certificate }: Standing, nowMs: number): number | null {
  return certifiedThreshold(certificate, nowMs);
}

function renewed(standing: Standing): Standing {
  const { maxWrong, rungs, risk } = standing.certificate;
  const certificate = emptyCertificate(rungs[0]?.threshold ?? 1, maxWrong, risk);
  return { ...standing, certificate, monitor: newMonitor(maxWrong), renewals: standing.renewals + 1 };
}

const rungSchema = z.object({
  threshold: z.number(),
  pairs: z.number(),
  wrong: z.number(),
  logWealth: z.number(),
  certifiedAtMs: z.number().nullable(),
});

/** As it comes back from the database. */
export const standingSchema = z.object({
  certificate: z.object({ maxWrong: z.number(), risk: z.number(), rungs: z.array(rungSchema) }),
  monitor: z.object({
    maxWrong: z.number(),
    audits: z.number(),
    wrong: z.number(),
    logWealths: z.array(z.number()),
    logChanges: z.array(z.number()),
    tripped: z.enum(['wealth', 'change']).nullable(),
  }),
  renewals: z.number(),
  trips: z.number(),
  lastTrip: z
    .object({ atMs: z.number(), by: z.enum(['wealth', 'change']), audits: z.number(), wrong: z.number() })
    .nullable(),
});
