import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRerankServer } from '../../support/rerank-server';
import { refuses, says, scriptedModel, type ScriptedModel } from '../../support/scripted-model';

const TYPESCRIPT = require.resolve('../../support/typescript.cjs');
const MAIN = require.resolve('../../../src/commands/doctor.main');

describe('npm run doctor', () => {
  let folder: string;
  let scripted: ScriptedModel | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trivet-doctor-'));
  });

  afterEach(async () => {
    await scripted?.close();
    scripted = undefined;
    await rm(folder, { recursive: true });
  });

  async function doctor(env: Readonly<Record<string, string>>) {
    const child = spawn(process.execPath, ['-r', TYPESCRIPT, MAIN], {
      env: { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), EMBEDDING_PROVIDER: 'lexical', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
    const [exitCode] = (await once(child, 'close')) as [number];
    return { exitCode, said };
  }

  const askingModel = (url: string, name = 'm') => ({
    LLM_PROVIDER: 'openai',
    LLM_BASE_URL: url,
    LLM_MODEL: name,
  });

  it('finds the embedded default well, and creates nothing', async () => {
    const { exitCode, said } = await doctor({});
    expect(said).toContain('ok      Database: embedded; the first start creates');
    expect(said).toContain('ok      Redis: none is configured');
    expect(said).toContain('ok      Rerank model: none is configured');
    expect(said).toContain('ok      Language model: extractive');
    expect(exitCode).toBe(0);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('asks a rerank server once, and says what to do where it does not answer', async () => {
    const rerank = await startRerankServer();
    try {
      const { exitCode, said } = await doctor(rerank.env);
      expect(said).toMatch(/ok {6}Rerank model: test-rerank, in \d+ ms/);
      expect([exitCode, rerank.requests.length]).toEqual([0, 1]);
      const refused = await doctor({ ...rerank.env, RERANK_API_KEY: 'wrong' });
      expect(refused.said).toMatch(/FAILED {2}Rerank model: .*Check RERANK_MODEL and RERANK_BASE_URL\./);
      expect(refused.exitCode).toBe(1);
    } finally {
      await rerank.close();
    }
  });

  it('tells which parameter a model takes no more, and that it answers', async () => {
    scripted = await scriptedModel((request, response) => {
      if ('temperature' in request)
        refuses(response, { error: { message: 'no', param: 'temperature', code: 'unsupported_value' } });
      else says(response, ['Yes. [1]']);
    });
    const { exitCode, said } = await doctor(askingModel(scripted.baseUrl));
    expect(said).toContain('The language model refused a value of temperature');
    expect(said).toMatch(/ok {6}Language model: m, in \d+ ms/);
    expect(exitCode).toBe(0);
  });

  it('says what is wrong with each part and what to do, and exits with 1', async () => {
    scripted = await scriptedModel((_, response) => {
      refuses(
        response,
        { error: { message: 'Incorrect API key provided: sk-1234567890.', code: 'invalid_api_key' } },
        401,
      );
    });
    const { exitCode, said } = await doctor({
      ...askingModel(scripted.baseUrl),
      DATABASE_URL: 'postgresql://127.0.0.1:1/none',
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    expect(said).toMatch(/FAILED {2}Database: The database does not answer: connect ECONNREFUSED/);
    expect(said).toMatch(/FAILED {2}Redis: The shared cache does not answer/);
    expect(said).toMatch(
      /FAILED {2}Language model: .*HTTP 401 invalid_api_key: Incorrect API key provided: … Check LLM_API_KEY\./,
    );
    expect(said).not.toContain('sk-1234567890');
    expect(exitCode).toBe(1);
  });

  it('says what is wrong with the settings', async () => {
    const { exitCode, said } = await doctor({ LLM_PROVIDER: 'openai' });
    expect(said).toContain('LLM_BASE_URL');
    expect(exitCode).toBe(1);
  });
});
