import { Flights } from '../../src/core/flight/flights';
import type { TestApp } from './app';
import { eventually } from './eventually';

/** A thousand askers keep a busy machine for some seconds. */
const WITHIN_MS = 60_000;

export interface Boarding {
  /** Resolves when so many askers have come aboard of a flight since the watch began, whether they lead or follow. */
  aboard(count: number): Promise<void>;
}

/** Watches who comes aboard: an asker for JSON hears nothing from the service before the answer. */
export function watchBoarding({ nest }: TestApp): Boarding {
  const board = jest.spyOn(nest.get(Flights, { strict: false }), 'board');
  const before = board.mock.calls.length;
  return {
    aboard: (count) =>
      eventually(`${count} askers are aboard`, () => board.mock.calls.length - before >= count, WITHIN_MS),
  };
}
