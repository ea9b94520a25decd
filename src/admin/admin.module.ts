import { Module } from '@nestjs/common';
import { TellingModule } from '../telling/telling.module';
import { PurgeController } from './purge/purge.controller';
import { StatisticsController } from './statistics/statistics.controller';
import { WarmController } from './warm/warm.controller';
import { Warmer } from './warm/warmer';

/** What an operator does with the caches: read their statistics, purge them, warm them. */
@Module({
  imports: [TellingModule],
  controllers: [StatisticsController, PurgeController, WarmController],
  providers: [Warmer],
})
export class AdminModule {}
