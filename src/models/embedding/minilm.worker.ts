import { parentPort, workerData } from 'node:worker_threads';
import { MiniLmEncoder } from './minilm.encoder';
import { checkMiniLmFiles } from './minilm.files';
import { type Command, type Report, type WorkerInput } from './minilm.messages';

/** The thread of the model. An error before it is ready ends the thread. A later error is a failure of its batch alone. */
async function main(port: NonNullable<typeof parentPort>, { folder }: WorkerInput): Promise<void> {
  const files = await checkMiniLmFiles(folder);
  const encoder = await MiniLmEncoder.load(files);
  const report = (message: Report, transfer: ArrayBuffer[] = []): void => {
    port.postMessage(message, transfer);
  };
  // Commands run one after the other, so that the thread never closes while the model runs.
  let last = Promise.resolve();
  port.on('message', (command: Command) => {
    last = last.then(async () => {
      if (command.kind === 'close') {
        port.close();
        return;
      }
      await answer(command, encoder, report);
    });
  });
  report({ kind: 'ready', modelId: files.modelId });
}

type Ask = Exclude<Command, { kind: 'close' }>;
type Reporter = (message: Report, transfer?: ArrayBuffer[]) => void;

async function answer({ kind, id, texts }: Ask, encoder: MiniLmEncoder, report: Reporter): Promise<void> {
  try {
    if (kind === 'count') {
      report({ kind: 'counts', id, counts: encoder.count(texts) });
      return;
    }
    const vectors = await encoder.embed(texts);
    report(
      { kind: 'vectors', id, vectors },
      vectors.map((vector) => vector.buffer),
    );
  } catch (error) {
    report({ kind: 'failed', id, reason: error instanceof Error ? error.message : 'Unknown.' });
  }
}

if (parentPort) {
  main(parentPort, workerData as WorkerInput).catch((error: unknown) => {
    // Thrown outside the promise it becomes the thread's 'error' event, as any other crash.
    setImmediate(() => {
      throw error;
    });
  });
}
