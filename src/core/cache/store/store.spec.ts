import { HandClock, ledgerParts, passage, settingsWith, textForm } from '../../../../test/support/core-fakes';
import { describeLayerContract } from '../../../../test/support/core-layer-contract';
import { describeStoreContract } from '../../../../test/support/core-store-contract';
import { SharedStore } from '../../../../test/support/shared-store';
import { BackgroundStores } from '../background-stores';
import { VectorForm } from '../l2-embedding/vector.form';
import { contextForm } from '../l3-context/context-entry';
import { Layer } from '../layer';
import { SharedEntries } from '../shared/shared-entries';
import { passagesBytes, textBytes } from '../sizes';
import { HybridStore } from './hybrid-store';
import { MemoryStore } from './memory-store';

const clock = new HandClock();
const value = (n: number) => `value ${n}`;

const memory = <T>(bytesOf: (value: T) => number) =>
  new MemoryStore<T>({ maxBytes: 1_000_000, bytesOf, clock, onEvict: () => undefined });

const shared = () =>
  new SharedEntries(new SharedStore(), new BackgroundStores(ledgerParts().ledger), clock, settingsWith());
const texts = () => shared().storeOf<string>('l1_answer', { form: textForm, bytesOf: textBytes });

describeStoreContract('Memory', { value, build: () => memory(textBytes) });

describeStoreContract('The shared store of texts', { value, build: texts });

describeStoreContract('The shared store of contexts', {
  value: (n) => [passage(`of every entry`), passage(`number ${n}`)],
  build: () => {
    const store = shared().storeOf('l3_context', { form: contextForm, bytesOf: passagesBytes });
    return {
      getMany: (keys, stamps) => store.getMany(keys, stamps, { citesOf: () => [] }),
      setMany: (entries) => store.setMany(entries),
      deleteMany: (keys) => store.deleteMany(keys),
    };
  },
});

describeStoreContract('The shared store of vectors', {
  value: (n) => Float32Array.of(n, 1),
  build: () =>
    shared().storeOf('l2_embedding', {
      form: new VectorForm({ dimensions: 2, ttlMs: 60_000, clock }),
      bytesOf: ({ byteLength }) => byteLength,
    }),
});

describeStoreContract('Memory in front of the shared store', {
  value,
  build: () => new HybridStore(memory(textBytes), texts(), clock),
});

describeStoreContract('Memory that holds nothing, in front of the shared store', {
  value,
  build: () => {
    const none = new MemoryStore({ maxBytes: 1, bytesOf: textBytes, clock, onEvict: () => undefined });
    return new HybridStore(none, texts(), clock);
  },
});

describeLayerContract<string>('A layer over the shared store', {
  name: 'l1_answer',
  build: ({ ledger, clock: own, ...surroundings }) => {
    const entries = new SharedEntries(new SharedStore(), new BackgroundStores(ledger), own, settingsWith());
    const store = entries.storeOf<string>('l1_answer', { form: textForm, bytesOf: textBytes });
    const further = { store, isAlone: false };
    return new Layer({
      name: 'l1_answer',
      bytesOf: textBytes,
      further,
      ledger,
      clock: own,
      ...surroundings,
    });
  },
  value: (n) => `value ${String(n).padStart(3, '0')}`,
  large: (bytes) => 'x'.repeat(bytes),
  comparesStamps: true,
  outlivesMemory: true,
});
