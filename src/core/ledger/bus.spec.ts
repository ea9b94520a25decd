import { Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ledgerParts } from '../../../test/support/core-fakes';
import { Ledger } from './bus';
import { Counters } from './counters';
import type { LedgerEvent } from './events';
import { LedgerModule } from './ledger.module';

const events: readonly LedgerEvent[] = [
  { type: 'lookup', layer: 'l1_question', outcome: 'fresh', ms: 1 },
  { type: 'embed', texts: 3, ms: 6 },
  { type: 'store', layer: 'l1_question', entries: 2 },
  { type: 'upstream', upstream: 'language', state: 'down' },
  { type: 'store', layer: 'l1_question', entries: 2 },
  { type: 'shared_store_failure' },
];

const recordAll = (ledger: Ledger): void => {
  for (const event of events) ledger.record(event);
};

describe('Ledger', () => {
  afterEach(() => jest.restoreAllMocks());

  it('tells a second subscriber of every event, as it is, in order and at once', () => {
    const { ledger, counters } = ledgerParts();
    const tape: LedgerEvent[] = [];
    const soFar: number[] = [];
    ledger.subscribe((event) => {
      tape.push(event);
      soFar.push(counters.layers.l1_question.stored);
    });
    recordAll(ledger);
    expect(tape).toEqual(events);
    expect(tape[0]).toBe(events[0]);
    // Subscribers are told in the order of their subscriptions, one event after the other.
    expect(soFar).toEqual([0, 0, 2, 2, 4, 4]);
  });

  it('ends one subscription and no other, also in the middle of an event', () => {
    const ledger = new Ledger();
    const told: string[] = [];
    const end = ledger.subscribe(() => {
      told.push('first');
      end();
      end();
    });
    ledger.subscribe(() => told.push('second'));
    ledger.record({ type: 'erase_failure' });
    ledger.record({ type: 'erase_failure' });
    expect(told).toEqual(['first', 'second', 'second']);
  });

  it('lets a subscriber that throws fail nobody else: it is counted, logged once and told of all that follows', () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const { ledger, counters } = ledgerParts();
    const [seen, after]: [LedgerEvent[], LedgerEvent[]] = [[], []];
    ledger.subscribe((event) => {
      seen.push(event);
      if (event.type !== 'embed') throw new Error('no room on the tape');
    });
    ledger.subscribe((event) => after.push(event));
    recordAll(ledger);
    expect(seen).toEqual(events);
    expect(after).toEqual(events);
    expect(counters.layers.l1_question.stored).toBe(4);
    expect(ledger.failures).toBe(5);
    expect(log.mock.calls).toEqual([
      ['A subscriber of the ledger fails; the events that it misses are counted: no room on the tape'],
    ]);
  });

  it('counts from the first event on: what a factory records before anybody asked for counters is counted', async () => {
    const provideRedis = {
      provide: 'redis',
      inject: [Ledger],
      useFactory: (ledger: Ledger) => {
        ledger.record({ type: 'shared_store', state: 'up' });
        return 'redis';
      },
    };
    @Module({ imports: [LedgerModule], providers: [provideRedis] })
    class Engines {}
    const app = await Test.createTestingModule({ imports: [Engines] }).compile();
    expect(app.get(Counters, { strict: false }).sharedStore.state).toBe('up');
    await app.close();
  });
});
