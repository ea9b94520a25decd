import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module';
import { BackgroundStores } from './background-stores';
import { Erasure } from './erasure/erasure';
import { ErasureLog } from './erasure/erasure-log';
import { Layers } from './layers';
import { SharedEntries } from './shared/shared-entries';
import { UsedEntries } from './used-entries';

@Module({
  imports: [LedgerModule],
  providers: [Layers, BackgroundStores, SharedEntries, UsedEntries, Erasure, ErasureLog],
  exports: [LedgerModule, Layers, BackgroundStores, SharedEntries, Erasure],
})
export class CacheModule {}
