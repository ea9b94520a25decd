import { Logger } from '@nestjs/common';

/** What became of the requests that named a person. */
export const PERSON_OUTCOMES = ['taken', 'refused', 'ignored_no_role', 'ignored_no_auth'] as const;
export type PersonOutcome = (typeof PERSON_OUTCOMES)[number];

/** What an operator should know of. One line each for the life of a process: programs take turns with every request. */
const LINES: Partial<Record<PersonOutcome, string>> = {
  refused: 'A program named a person in a way that is not taken: 401. What it is told says why.',
  ignored_no_role: 'A program names people, and its token has no role "delegate": it is asked for itself.',
  ignored_no_auth: 'A program names people, and AUTH_MODE is none: everybody is the owner of this machine.',
};

/** Counts requests that name a person, and says once what is not as the program thinks. */
export class PersonCounts {
  private readonly logger = new Logger('Persons');
  private readonly counts: Record<PersonOutcome, number> = {
    taken: 0,
    refused: 0,
    ignored_no_role: 0,
    ignored_no_auth: 0,
  };

  add(outcome: PersonOutcome): void {
    const line = LINES[outcome];
    if (this.counts[outcome]++ === 0 && line !== undefined) this.logger.warn(line);
  }

  of(outcome: PersonOutcome): number {
    return this.counts[outcome];
  }
}
