import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { createServer } from '../src/process/server';
import { presentEmbeddings } from '../src/openai/embeddings/embeddings.presenter';

/**
 * What `POST /v1/embeddings` takes of the service on the embedded default, for one request of 2,048 cached texts. It
 * counts their tokens, looks them up and writes them.
 *
 * Usage:
 *
 *     node -r @swc-node/register bench/embeddings.ts <new data folder>
 */
const TEXTS = 2_048;
const ROUNDS = 5;
const DIMENSIONS = 384;

void main(process.argv[2] ?? '');

async function main(dataDir: string): Promise<void> {
  await presentation();
  const { app } = await createServer({
    PORT: '0',
    LOG_LEVEL: 'silent',
    DEMO_NOTES: 'false',
    DATA_DIR: dataDir,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = `${await app.getUrl()}/v1/embeddings`.replace('[::1]', '127.0.0.1');
  const input = Array.from(
    { length: TEXTS },
    (_, at) => `Where is the spare key number ${at} of the roastery kept?`,
  );
  const ask = async (encoding_format: string): Promise<number> => {
    const startedAt = performance.now();
    const body = JSON.stringify({ model: 'trivet', input, encoding_format });
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json' },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return performance.now() - startedAt;
  };
  console.log(`${TEXTS} texts, not cached: ${(await ask('base64')).toFixed(0)} ms`);
  for (const format of ['base64', 'float']) {
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await ask(format));
    loop.disable();
    console.log(
      `${format}, cached: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms; event loop stood still for up to ${(loop.max / 1e6).toFixed(0)} ms`,
    );
  }
  await app.close();
}

/** Measures the writing of the body alone. */
async function presentation(): Promise<void> {
  const vectors = Array.from({ length: TEXTS }, () =>
    Float32Array.from({ length: DIMENSIONS }, () => Math.random() - 0.5),
  );
  for (const format of ['base64', 'float'] as const) {
    const startedAt = performance.now();
    let bytes = 0;
    for (let round = 0; round < ROUNDS; round++)
      bytes = (await presentEmbeddings({ model: 'm', promptTokens: 1, vectors }, format)).length;
    const ms = (performance.now() - startedAt) / ROUNDS;
    console.log(`writing ${TEXTS} vectors as ${format}: ${ms.toFixed(0)} ms, ${bytes} bytes`);
  }
}
