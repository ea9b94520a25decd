import { LRUCache } from 'lru-cache';
import { read, type Reading } from './gates/reading';

/** Some hundred questions of usual length in each of the larger scopes. */
const REMEMBERED = 2_000;
const REMEMBERED_MS = 10 * 60_000;

/** What gates see of questions, kept for those that are compared again and again. */
export class Readings {
  private readonly known = new LRUCache<string, Reading>({ max: REMEMBERED, ttl: REMEMBERED_MS });

  of(question: string): Reading {
    const known = this.known.get(question);
    if (known) return known;
    const reading = read(question);
    this.known.set(question, reading);
    return reading;
  }
}
