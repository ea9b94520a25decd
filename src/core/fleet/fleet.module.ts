import { Module } from '@nestjs/common';
import { CacheModule } from '../cache/cache.module';
import { Fleet } from './fleet';
import { LayerCensus } from './layer-census';

@Module({ imports: [CacheModule], providers: [LayerCensus, Fleet], exports: [LayerCensus, Fleet] })
export class FleetModule {}
