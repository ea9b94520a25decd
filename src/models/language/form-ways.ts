import type { AnswerFormat } from '../../core';
import type { Complaint } from '../upstream/complaint';

/**
 * How a server is asked for a form: by functions that it must call, by a schema, by an object, or in the prompt's words alone. Each
 * way asks for less of the server than the one before it. What comes is checked by the write gate, whichever way it came.
 */
export type FormWay = 'tools' | 'json_schema' | 'json_object' | 'words';

const WAYS: Readonly<Record<AnswerFormat['kind'], readonly FormWay[]>> = {
  call: ['tools', 'json_schema', 'words'],
  json_schema: ['json_schema', 'json_object', 'words'],
  json_object: ['json_object', 'words'],
};

/**
 * After so many refusals in a row a way rests. One is not enough: servers refuse single schemas, too, and one asker's schema must not
 * cost all others their way.
 */
const REFUSALS = 3;
/** Three refused schemas of one asker cost others their way for so long, and not until a restart. */
const REST_MS = 600_000;

/** What a refusal of a form speaks of: the parameter, a kind of form, or what servers make of it. */
const SPEAKS_OF_FORM =
  /response[_ ]?format|json[_ ]?(?:schema|object|mode)|\btools?\b|tool_(?:choice|calls)|function|grammar|schema|structured/iu;

interface Refusals {
  readonly count: number;
  /** When the way is tried again, on the clock of `now`. */
  readonly restsUntil: number;
}

/**
 * Which ways a model takes, as its refusals show.
 *
 * States of a way:
 * - *tried*: from the start, and again when it is taken. {@link REFUSALS} in a row end it with *resting*.
 * - *resting*: the way is left out. It ends after {@link REST_MS} with *probed*.
 * - *probed*: the way is tried. Its next refusal ends it with *resting*.
 */
export class FormWays {
  private readonly refusals = new Map<FormWay, Refusals>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The ways to try, best first; the last asks the server for nothing. */
  for(format: AnswerFormat): readonly FormWay[] {
    return WAYS[format.kind].filter((way) => (this.refusals.get(way)?.restsUntil ?? 0) <= this.now());
  }

  /**
   * A request was taken in one way, after it was refused in others.
   * @returns those that rest for the first time since they were taken
   */
  remember(taken: FormWay, refused: readonly FormWay[]): FormWay[] {
    this.refusals.delete(taken);
    for (const way of refused) {
      const count = (this.refusals.get(way)?.count ?? 0) + 1;
      this.refusals.set(way, { count, restsUntil: count < REFUSALS ? 0 : this.now() + REST_MS });
    }
    return refused.filter((way) => this.refusals.get(way)?.count === REFUSALS);
  }
}

/** Whether a server complains of the form that it was asked for. */
export function refusesForm(complaint: Complaint): boolean {
  return complaint.speaksOf(SPEAKS_OF_FORM);
}
