import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module';
import { BackgroundStores } from './background-stores';
import { Erasure } from './erasure';
import { ErasureLog } from './erasure-log';
import { Fleet } from './fleet';
import { LayerCensus } from './layer-census';
import { Layers } from './layers';
import { RemoteTiers } from './remote/remote-tiers';

@Module({
  imports: [LedgerModule],
  providers: [Layers, BackgroundStores, RemoteTiers, Erasure, ErasureLog, LayerCensus, Fleet],
  exports: [LedgerModule, Layers, BackgroundStores, RemoteTiers, Erasure, LayerCensus, Fleet],
})
export class CacheModule {}
