import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module';
import { BackgroundStores } from './background-stores';
import { Layers } from './layers';
import { RemoteTiers } from './remote/remote-tiers';

@Module({
  imports: [LedgerModule],
  providers: [Layers, BackgroundStores, RemoteTiers],
  exports: [LedgerModule, Layers, BackgroundStores, RemoteTiers],
})
export class CacheModule {}
