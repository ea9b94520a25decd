import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module';
import { BackgroundStores } from './background-stores';
import { Layers } from './layers';

@Module({
  imports: [LedgerModule],
  providers: [Layers, BackgroundStores],
  exports: [LedgerModule, Layers, BackgroundStores],
})
export class CacheModule {}
