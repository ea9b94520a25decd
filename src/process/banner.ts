import type { Settings } from '../config/settings';

export interface BannerFacts {
  /** Where the server can be reached, `http://127.0.0.1:3000`. */
  readonly address: string;
  /** Sample notes loaded by this start. */
  readonly samples: number;
  /** For database and model, in milliseconds. */
  readonly startMs: number;
  readonly samplesMs: number;
  readonly settings: Settings;
}

/** The first text that a person sees: where the server is, and three things to try. */
export function banner({ address, samples, startMs, samplesMs, settings }: BannerFacts): string {
  const took =
    `database and model ${seconds(startMs)} s` +
    (samples > 0 ? `, ${samples} sample notes ${seconds(samplesMs)} s` : '');
  const ready = `\nTrivet is ready at ${address}  (${took})`;
  return settings.auth.mode === 'none' ? `${ready}\n\n${tries(address)}\n` : `${ready}\n`;
}

function tries(address: string): string {
  const ask = `curl -s ${address}/assistant/query -H 'Content-Type: application/json' -d '{"query":"Who has the spare key to the roastery?"}'`;
  return [
    '  Ask (a miss: it searches and answers), then ask again (an exact hit, in about a millisecond):',
    `    ${ask}`,
    '  Write a note of your own:',
    `    curl -s ${address}/notes -H 'Content-Type: application/json' -d '{"title":"Lunch","body":"Lunch is at noon on Fridays."}'`,
    '  See what the three caches did:',
    `    curl -s ${address}/assistant/cache-stats`,
    `  All calls: ${address}/docs`,
  ].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
