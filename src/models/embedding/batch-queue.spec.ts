import fc from 'fast-check';
import { ModelUnavailableError } from '../../core';
import { BatchQueue } from './batch-queue';

const limits = { texts: 3, paddedCharacters: 12 };

/** A model whose batches end when the test says so. */
class HeldModel {
  readonly batches: (readonly string[])[] = [];
  #release: (() => void) | null = null;
  #fail: ((error: Error) => void) | null = null;

  readonly run = (texts: readonly string[]): Promise<string[]> => {
    this.batches.push(texts);
    return new Promise((resolve, reject) => {
      this.#release = () => {
        resolve(texts.map((text) => text.toUpperCase()));
      };
      this.#fail = reject;
    });
  };

  async finishBatch(): Promise<void> {
    this.#release?.();
    await settled();
  }

  async failBatch(error: Error): Promise<void> {
    this.#fail?.(error);
    await settled();
  }
}

/** Resolves when every promise that can go on has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function heldQueue(maxWaitingTexts = 100): { model: HeldModel; queue: BatchQueue<string> } {
  const model = new HeldModel();
  return { model, queue: new BatchQueue({ run: model.run, limits, maxWaitingTexts }) };
}

const words = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`);

describe('BatchQueue', () => {
  it('returns results in the order of the texts, in batches within the limits, for any requests', async () => {
    const requests = fc.array(fc.array(fc.string({ maxLength: 15 }), { maxLength: 9 }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(requests, async (texts) => {
        const batches: (readonly string[])[] = [];
        const run = (batch: readonly string[]): Promise<string[]> => {
          batches.push(batch);
          return Promise.resolve(batch.map((text) => `<${text}>`));
        };
        const queue = new BatchQueue({ run, limits, maxWaitingTexts: 100 });
        const results = await Promise.all(texts.map((request) => queue.submit(request)));
        expect(results).toEqual(texts.map((request) => request.map((text) => `<${text}>`)));
        expect(batches.flat().toSorted()).toEqual(texts.flat().toSorted());
        for (const batch of batches) {
          const padded = batch.length * Math.max(...batch.map((text) => text.length));
          expect(
            batch.length === 1 || (batch.length <= limits.texts && padded <= limits.paddedCharacters),
          ).toBe(true);
        }
      }),
    );
  });

  it('lets a question overtake a running import at the next batch', async () => {
    const { model, queue } = heldQueue();
    const bulk = queue.submit(words(6, 'b'));
    await settled();
    const question = queue.submit(['q']);
    await model.finishBatch();
    expect(model.batches[1]).toEqual(['q']);
    await model.finishBatch();
    await expect(question).resolves.toEqual(['Q']);
    await model.finishBatch();
    await expect(bulk).resolves.toHaveLength(6);
  });

  it('gives a waiting import every ninth batch while questions keep coming', async () => {
    const { model, queue } = heldQueue();
    const questions = words(30, 'q').map((text) => queue.submit([text]));
    const bulk = queue.submit(['b0', 'b1']);
    await settled();
    for (let batch = 0; batch < 11; batch += 1) await model.finishBatch();
    expect(model.batches.findIndex((batch) => batch.includes('b0'))).toBe(8);
    await Promise.all([bulk, ...questions]);
  });

  it('puts questions that arrive together into one batch', async () => {
    const { model, queue } = heldQueue();
    const both = Promise.all([queue.submit(['p']), queue.submit(['q'])]);
    await settled();
    expect(model.batches).toEqual([['p', 'q']]);
    await model.finishBatch();
    await expect(both).resolves.toEqual([['P'], ['Q']]);
  });

  it('never runs the texts of a request that was aborted while it waited', async () => {
    const { model, queue } = heldQueue();
    const first = queue.submit(['first']);
    await settled();
    const controller = new AbortController();
    const aborted = queue.submit(words(4, 'a'), controller.signal);
    controller.abort(new Error('left'));
    await expect(aborted).rejects.toThrow('left');
    await model.finishBatch();
    await first;
    expect(model.batches).toEqual([['first']]);
  });

  it('stops an import that is aborted between two of its batches', async () => {
    const { model, queue } = heldQueue();
    const controller = new AbortController();
    const aborted = queue.submit(words(6, 'a'), controller.signal);
    await settled();
    controller.abort(new Error('left'));
    await expect(aborted).rejects.toThrow('left');
    await model.finishBatch();
    expect(model.batches).toHaveLength(1);
  });

  it('refuses a request whose signal has fired before', async () => {
    const { model, queue } = heldQueue();
    await expect(queue.submit(['q'], AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(model.batches).toEqual([]);
  });

  it('turns an import away when a lane is full, still takes questions, and recovers', async () => {
    const { model, queue } = heldQueue(2);
    const running = queue.submit(words(5, 'r'));
    await settled();
    await expect(queue.submit(words(2, 'x'))).rejects.toBeInstanceOf(ModelUnavailableError);
    const question = queue.submit(['q']);
    for (let batch = 0; batch < 3; batch += 1) await model.finishBatch();
    await Promise.all([running, question]);
    const later = queue.submit(words(2, 'y'));
    await settled();
    await model.finishBatch();
    await expect(later).resolves.toEqual(['Y0', 'Y1']);
  });

  it('fails the requests of a batch that fails, drops the rest of them, and goes on with the others', async () => {
    const { model, queue } = heldQueue();
    const broken = queue.submit(words(5, 'b'));
    const next = queue.submit(['longer than one', 'n']);
    await settled();
    await model.failBatch(new Error('broken'));
    await expect(broken).rejects.toThrow('broken');
    for (let batch = 0; batch < 2; batch += 1) await model.finishBatch();
    await expect(next).resolves.toEqual(['LONGER THAN ONE', 'N']);
    expect(model.batches.slice(1)).toEqual([['n'], ['longer than one']]);
  });

  it('fails a batch that comes back with too few results', async () => {
    const queue = new BatchQueue({ run: () => Promise.resolve(['one']), limits, maxWaitingTexts: 9 });
    await expect(queue.submit(['p', 'q'])).rejects.toThrow('1 results for 2 texts');
  });

  it('answers an empty request at once', async () => {
    const { model, queue } = heldQueue();
    await expect(queue.submit([])).resolves.toEqual([]);
    expect(model.batches).toEqual([]);
  });
});
