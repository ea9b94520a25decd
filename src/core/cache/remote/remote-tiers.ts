import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Clock } from '../../ports';
import { BackgroundStores } from '../background-stores';
import { EntryCodec } from './codec';
import { RemoteStore } from './remote-store';
import { RemoteTier } from './remote-tier';

export interface RemoteTierKind<T> {
  /** Checks what comes back: entries are untrusted. */
  readonly schema: z.ZodType<T>;
  /** Estimated bytes of a value in memory. */
  readonly bytesOf: (value: T) => number;
}

/** Makes the tiers that lie in the shared store. */
@Injectable()
export class RemoteTiers {
  constructor(
    private readonly store: RemoteStore,
    private readonly stores: BackgroundStores,
    private readonly clock: Clock,
  ) {}

  tier<T>({ schema, bytesOf }: RemoteTierKind<T>): RemoteTier<T> {
    const { store, stores, clock } = this;
    return new RemoteTier({ store, stores, clock, bytesOf, codec: new EntryCodec(schema) });
  }
}
