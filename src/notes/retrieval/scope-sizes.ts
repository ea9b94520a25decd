import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Waits } from '../../core';
import { Database } from '../../engines/database/database';
import { COUNT_UP_TO } from './search.sql';

/** Up to here every chunk is looked at, and recall is 1. 10,000 take 3–4 ms on PostgreSQL and 8 ms on the embedded engine. */
const EXACT_UP_TO_CHUNKS = 5_000;

/** How long a count is believed. It decides how to search, never what may be found. */
const BELIEVED_MS = 30_000;

/** Knows whether a scope is small enough for exact search, without counting at every question. */
@Injectable()
export class ScopeSizes {
  private readonly known = new LRUCache<string, { readonly small: boolean }>({
    max: 10_000,
    ttl: BELIEVED_MS,
  });

  constructor(private readonly database: Database) {}

  async isSmall(corpora: readonly string[], waits: Waits): Promise<boolean> {
    const key = JSON.stringify(corpora);
    const known = this.known.get(key);
    if (known) return known.small;
    const count = { text: COUNT_UP_TO, values: [corpora, EXACT_UP_TO_CHUNKS + 1] };
    const { rows } = await this.database.query<{ chunks: number }>(count, waits);
    const small = (rows[0]?.chunks ?? 0) <= EXACT_UP_TO_CHUNKS;
    this.known.set(key, { small });
    return small;
  }
}
