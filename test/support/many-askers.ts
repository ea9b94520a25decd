import type { Answer, Person } from './app';
import { watchBoarding } from './boarding';
import { KILN, type Fleet } from './fleet';
import type { ModelServer } from './model-server';

/** What came of many equal questions. */
export interface AskedAtOnce {
  readonly answers: readonly Answer[];
  /** Of the model. */
  readonly calls: number;
}

/** People of one tenant with a note, one per instance. */
export async function people(fleet: Fleet): Promise<[Person, Person, Person]> {
  const all = fleet.newcomer() as [Person, Person, Person];
  await all[0].write(KILN.note);
  return all;
}

/** Thirty ask in one moment, ten on each instance, and the model is held until all of them are aboard. */
export async function thirtyAsk(
  { fleet, model }: { readonly fleet: Fleet; readonly model: ModelServer },
  all: readonly Person[],
  headers: (n: number) => Record<string, string> = () => ({}),
): Promise<AskedAtOnce> {
  const before = model.prompts.length;
  const boardings = fleet.instances.map(watchBoarding);
  const release = model.hold();
  const asked = Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      all.map((person, at) => person.ask(KILN.question, {}, headers(3 * n + at))),
    ).flat(),
  );
  await model.arrived(before + 1);
  await Promise.all(boardings.map(({ aboard }) => aboard(10)));
  release();
  return { answers: await asked, calls: model.prompts.length - before };
}

export const texts = (answers: readonly Answer[]): Set<string> =>
  new Set(answers.map(({ body }) => body.answer));
