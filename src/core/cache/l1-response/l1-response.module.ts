import { Module } from '@nestjs/common';
import { CacheModule } from '../cache.module';
import { L1ResponseService } from './l1-response.service';

@Module({ imports: [CacheModule], providers: [L1ResponseService], exports: [CacheModule, L1ResponseService] })
export class L1ResponseModule {}
