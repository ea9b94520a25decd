import { documented } from '../../http/documented';
import { purgeReply } from './purge.schema';

export const PurgeCall = () =>
  documented({
    summary: 'Purge the caches of one’s tenant',
    description:
      'Nothing that was stored before is served by this instance once the call has returned, nor by any other that reads ' +
      'stamps for every question, as is the default. `also_served_for_s` says for how many seconds others may still serve it ' +
      'because of their settings. Needs the role `admin`. Entries take their space until they expire.',
    success: { description: 'What was purged', schema: purgeReply },
    problems: [
      [400, 'invalid_request'],
      [403, 'not_an_admin'],
      [404, 'no_such_corpus'],
      [503, 'database_unavailable'],
      [503, 'database_busy'],
    ],
  });
