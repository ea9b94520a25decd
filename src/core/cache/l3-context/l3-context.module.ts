import { Module } from '@nestjs/common';
import { CacheModule } from '../cache.module';
import { L3ContextService } from './l3-context.service';

@Module({ imports: [CacheModule], providers: [L3ContextService], exports: [L3ContextService] })
export class L3ContextModule {}
