import type { Tally } from './stream';
import type { SetName } from './sets/sets';

/** What Trivet promises of the labelled sets when every eligible pair is served (mode `serve`). */
export interface Promised {
  readonly text: string;
  readonly isKept: boolean;
}

export function promisesOf(name: string, tally: Tally): Promised[] {
  const of: Partial<Record<string, (tally: Tally) => Promised[]>> = PROMISES;
  return of[name]?.(tally) ?? [];
}

const PROMISES: Readonly<Record<SetName, (tally: Tally) => Promised[]>> = {
  advising_slots: ({ requests, exact, served, wrongSlot }) => [
    { text: 'another slot value in <= 0.1 % of hits', isKept: wrongSlot <= 0.001 * served },
    { text: '>= 20 % of requests served', isKept: served + exact >= 0.2 * requests },
  ],
  banking77: ({ served, wrong }) => [{ text: 'wrong <= 2 % of hits', isKept: wrong <= 0.02 * served }],
  xquad: wrongOfRequests,
  xquad_rewordings: (tally) => [
    ...wrongOfRequests(tally),
    ...(['A', 'B'] as const).map((half) => ({
      text: `>= 30 % of the rewordings of half ${half} are semantic hits`,
      isKept: tally.rewordings[half].served >= 0.3 * tally.rewordings[half].asked,
    })),
  ],
  driftbench: wrongOfRequests,
};

function wrongOfRequests({ requests, wrong }: Tally): Promised[] {
  return [{ text: 'wrong <= 0.2 % of requests', isKept: wrong <= 0.002 * requests }];
}
