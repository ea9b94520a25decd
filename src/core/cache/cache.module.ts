import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module';
import { BackgroundStores } from './background-stores';
import { Erasure } from './erasure/erasure';
import { ErasureLog } from './erasure/erasure-log';
import { Layers } from './layers';
import { RemoteTiers } from './shared/remote-tiers';

@Module({
  imports: [LedgerModule],
  providers: [Layers, BackgroundStores, RemoteTiers, Erasure, ErasureLog],
  exports: [LedgerModule, Layers, BackgroundStores, RemoteTiers, Erasure],
})
export class CacheModule {}
