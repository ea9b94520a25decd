/** Time, so that tests can hold it. Unix milliseconds; used for TTLs and ages, never for freshness. */
export abstract class Clock {
  abstract now(): number;
}
