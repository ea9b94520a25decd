import { Module } from '@nestjs/common';
import { Ledger } from './bus';
import { Counters } from './counters';
import { Gauges } from './gauges';

@Module({
  providers: [Counters, Gauges, { provide: Ledger, inject: [Counters], useFactory: countedLedger }],
  exports: [Ledger, Counters, Gauges],
})
export class LedgerModule {}

/** Subscribed here: nobody gets a ledger whose first events, such as the state of Redis at the start, are not counted. */
function countedLedger(counters: Counters): Ledger {
  const ledger = new Ledger();
  ledger.subscribe(counters.count);
  return ledger;
}
