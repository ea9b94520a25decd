import { documented } from '../../http/documented';
import { cacheStatsReply } from './cache-stats.schema';

export const CacheStatsCall = () =>
  documented({
    operationId: 'assistant_cacheStats',
    summary: 'What the caches did since the start of this process',
    success: { description: 'Statistics', schema: cacheStatsReply },
  });
