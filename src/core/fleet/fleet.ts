import { randomBytes } from 'node:crypto';
import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Counters } from '../ledger/counters';
import type { LayerCounts } from '../ledger/counts/layer-counts';
import { Clock } from '../ports/clock';
import { TrivetSettings } from '../settings';
import { LayerCensus, type LayerSizes } from './layer-census';
import { RemoteStore } from '../cache/shared/remote-store';

const PUBLISH_EVERY_MS = 1_000;

/** An instance that was not heard of for so long is gone. */
const ALIVE_FOR_MS = 5_000;

const COUNTS = 'fleet';
const INSTANCES = 'instances';

/** What instances add up, by the name that it has in the shared store. */
const SUMMED = {
  exact: ({ answers }) => answers.byMatch.exact,
  revalidated: ({ answers }) => answers.byMatch.revalidated,
  semantic: ({ answers }) => answers.byMatch.semantic,
  semanticShadow: ({ semantic }) => semantic.shadowHits,
  semanticAudits: ({ semantic }) => semantic.audits,
  semanticPromoted: ({ semantic }) => semantic.promotions,
  semanticRefuted: ({ semantic }) => semantic.refuted,
  generated: ({ answers }) => answers.byMatch.generated,
  collapsed: ({ answers }) => answers.collapsed,
  unanswerable: ({ answers }) => answers.unanswerable,
  costUsd: ({ answers }) => answers.costUsd,
  costSavedUsd: ({ answers }) => answers.costSavedUsd,
  timeSavedMs: ({ answers }) => answers.timeSavedMs,
  l2Hits: ({ layers }) => layers.l2_embedding.fresh,
  l2Misses: ({ layers }) => missesOf(layers.l2_embedding),
  l3Hits: ({ layers }) => layers.l3_context.fresh,
  l3Misses: ({ layers }) => missesOf(layers.l3_context),
  modelCalls: ({ work }) => work.modelTimes.count,
  embeddedTexts: ({ work }) => work.embeddedTexts,
  retrievals: ({ work }) => work.retrievals,
} as const satisfies Record<string, (counters: Counters) => number>;

export type FleetCounts = Readonly<Record<keyof typeof SUMMED, number>>;

const NAMES = Object.keys(SUMMED) as (keyof FleetCounts)[];

export interface FleetReport {
  /** Instances that were heard of within the last seconds. */
  readonly instances: number;
  /** Of all instances, also those that have ended, since the shared store was last emptied. */
  readonly counts: FleetCounts;
  readonly sizes: LayerSizes;
}

/**
 * What all instances did together. Each adds what it counted to one hash in the shared store, once a second and when it ends.
 * Reading it costs the same however many instances and entries there are.
 */
@Injectable()
export class Fleet implements OnModuleInit, BeforeApplicationShutdown {
  private readonly id = randomBytes(8);
  private published = countsOf(() => 0);
  private timer: NodeJS.Timeout | undefined;
  private publishing: Promise<boolean> | null = null;

  constructor(
    private readonly store: RemoteStore,
    private readonly census: LayerCensus,
    private readonly counters: Counters,
    private readonly clock: Clock,
    private readonly settings: TrivetSettings,
  ) {}

  onModuleInit(): void {
    const { enabled, type } = this.settings.cache;
    if (!enabled || type === 'memory') return;
    this.timer = setInterval(() => void this.publish(), PUBLISH_EVERY_MS);
    this.timer.unref();
  }

  /** @returns null where instances share nothing, or the shared store does not answer */
  async report(): Promise<FleetReport | null> {
    if (!this.timer || !(await this.publish())) return null;
    try {
      const [sizes, counts, instances] = await Promise.all([
        this.census.shared(),
        this.store.counts(COUNTS),
        this.store.countIndexed([INSTANCES], this.clock.now()),
      ]);
      return sizes && { instances, sizes, counts: countsOf((name) => counts.get(name) ?? 0) };
    } catch {
      // Counted and logged by the link to the store.
      return null;
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (!this.timer) return;
    clearInterval(this.timer);
    await this.publish();
  }

  /** Never rejects: what could not be sent is sent with the next. @returns whether it was sent */
  private publish(): Promise<boolean> {
    this.publishing ??= this.send().finally(() => (this.publishing = null));
    return this.publishing;
  }

  private async send(): Promise<boolean> {
    const now = countsOf((name) => SUMMED[name](this.counters));
    const changed = NAMES.filter((name) => now[name] !== this.published[name]);
    const expiresAt = this.clock.now() + ALIVE_FOR_MS;
    try {
      await Promise.all([
        this.store.addToIndexes([{ index: INSTANCES, member: this.id, expiresAt, ttlMs: ALIVE_FOR_MS }]),
        this.store.addCounts(
          COUNTS,
          new Map(changed.map((name) => [name, now[name] - this.published[name]])),
        ),
      ]);
      this.published = now;
      return true;
    } catch {
      return false;
    }
  }
}

function countsOf(of: (name: keyof FleetCounts) => number): FleetCounts {
  return Object.fromEntries(NAMES.map((name) => [name, of(name)])) as Record<keyof FleetCounts, number>;
}

function missesOf({ missed, outdated }: LayerCounts): number {
  return missed + outdated;
}
