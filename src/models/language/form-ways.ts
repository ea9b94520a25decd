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
 * After so many refusals in a row a way is not tried again. One is not enough: servers refuse single schemas, too, and one asker's
 * schema must not cost all others their way.
 */
const REFUSALS = 3;

/** What a refusal of a form speaks of: the parameter, a kind of form, or what servers make of it. */
const SPEAKS_OF_FORM =
  /response[_ ]?format|json[_ ]?(?:schema|object|mode)|\btools?\b|tool_(?:choice|calls)|function|grammar|schema|structured/iu;

/** Which ways a model takes, as its refusals show. */
export class FormWays {
  private readonly refusals = new Map<FormWay, number>();

  /** The ways to try, best first; the last asks the server for nothing. */
  for(format: AnswerFormat): readonly FormWay[] {
    return WAYS[format.kind].filter((way) => (this.refusals.get(way) ?? 0) < REFUSALS);
  }

  /**
   * A request was taken in one way, after it was refused in others.
   * @returns those that are not tried again from now on
   */
  remember(taken: FormWay, refused: readonly FormWay[]): FormWay[] {
    this.refusals.delete(taken);
    for (const way of refused) this.refusals.set(way, (this.refusals.get(way) ?? 0) + 1);
    return refused.filter((way) => this.refusals.get(way) === REFUSALS);
  }
}

/** Whether a server complains of the form that it was asked for. */
export function refusesForm(complaint: Complaint): boolean {
  return complaint.speaksOf(SPEAKS_OF_FORM);
}
