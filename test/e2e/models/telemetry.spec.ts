import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChildApp } from '../../support/child-app';
import { freshDatabase } from '../../support/engine';

jest.setTimeout(60_000);

it('the library of the embedding model tells nobody that it is used: it draws no id for the machine', async () => {
  const home = await mkdtemp(join(tmpdir(), 'trivet-home-'));
  const database = await freshDatabase();
  // As on a machine where nobody has said anything; in a build pipeline the library is silent by itself.
  const app = await startChildApp(database, { HOME: home, ORT_DISABLE_TELEMETRY: '', CI: '' });
  const me = app.as({ sub: 'local' });
  await me.ask('When does the bakery open?');
  await app.terminate();
  const files = await readdir(home, { recursive: true });
  expect(files.filter((file) => file.includes('onnxruntime'))).toEqual([]);
  await database.drop();
  await rm(home, { recursive: true });
});
