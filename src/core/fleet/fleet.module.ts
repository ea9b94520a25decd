import { Module } from '@nestjs/common';
import { CacheModule } from '../cache/cache.module';
import { Fleet } from './fleet';
import { LayerCensus } from './layer-census';
import { OnceASecond } from './once-a-second';

@Module({
  imports: [CacheModule],
  providers: [OnceASecond, LayerCensus, Fleet],
  exports: [OnceASecond, LayerCensus, Fleet],
})
export class FleetModule {}
