import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChildApp } from '../../support/child-app';
import { freshDatabase } from '../../support/engine';

jest.setTimeout(60_000);

const MODEL = join(__dirname, '../../../models/all-MiniLM-L6-v2/onnx/model_quantized.onnx');

/** As on a machine where nobody has said anything: in a build pipeline the library is silent by itself. */
const NOTHING_SAID = {
  ORT_DISABLE_TELEMETRY: '',
  CI: '',
  TF_BUILD: '',
  GITHUB_ACTIONS: '',
  XDG_CACHE_HOME: '',
};

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trivet-home-'));
});
afterEach(() => rm(home, { recursive: true }));

/** What the library keeps of the machine: an id, and what it has yet to tell. */
const traces = async (): Promise<string[]> =>
  (await readdir(home, { recursive: true })).filter((file) => file.includes('onnxruntime'));

it('the library of the embedding model, used alone, draws an id for the machine', async () => {
  const program = `require('onnxruntime-node').InferenceSession.create(${JSON.stringify(MODEL)})`;
  const env = { ...process.env, ...NOTHING_SAID, HOME: home };
  await promisify(execFile)(process.execPath, ['-e', program], { env });
  expect(await traces()).not.toEqual([]);
});

it('the library of the embedding model tells nobody that it is used: it draws no id for the machine', async () => {
  const database = await freshDatabase();
  const app = await startChildApp(database, { ...NOTHING_SAID, HOME: home });
  const me = app.as({ sub: 'local' });
  expect((await me.ask('When does the bakery open?')).status).toBe(200);
  await app.terminate();
  expect(await traces()).toEqual([]);
  await database.drop();
});
