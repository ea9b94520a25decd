import { cacheSummaryReply } from '../../admin/statistics/cache-stats.schema';
import { documented } from '../../http/documented';

export const PrometheusCall = () =>
  documented({
    summary: 'Everything that is counted, as Prometheus reads it',
    success: { description: 'Text format 0.0.4', mediaType: 'text/plain; version=0.0.4; charset=utf-8' },
    isPublic: true,
  });

export const CacheSummaryCall = () =>
  documented({
    summary: 'The few numbers a monitor asks for',
    success: { description: 'Numbers', schema: cacheSummaryReply },
    isPublic: true,
  });
