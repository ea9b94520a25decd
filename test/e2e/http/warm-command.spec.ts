import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { warmCommand } from '../../../src/commands/warm/warm-command';
import { JWT, startApp, tokenOf, type TestApp } from '../../support/app';
import { startModelServer, type ModelServer } from '../../support/model-server';

const QUESTIONS = `# What people ask of the bakery
When does the bakery open on Sundays?

Who bakes the bread of the bakery?
When does the bakery open on Sundays?
`;

let app: TestApp;
let model: ModelServer;
let folder: string;
const claims = { sub: 'ann', tenant: 'warm' };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trivet-warm-'));
  model = await startModelServer();
  app = await startApp({ ...model.env, ...JWT, PRICE_PER_MTOK_IN: '1', PRICE_PER_MTOK_OUT: '10' });
  const body = 'The bakery opens at nine on Sundays. Agnes bakes the bread.';
  await app.as(claims).write({ title: 'Bakery', body, visibility: 'workspace' });
});
afterAll(async () => {
  await app.close();
  await model.close();
  rmSync(folder, { recursive: true });
});

const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

interface Given {
  readonly stdin?: string;
  readonly token?: string | null;
}

async function run(args: readonly string[], { stdin = '', token = tokenOf(claims) }: Given = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await warmCommand(args, { stdin: Readable.from([stdin]), stdout, stderr, token });
  stdout.end();
  stderr.end();
  return { exitCode, stdout: await text(stdout), stderr: await text(stderr) };
}

/** A server that answers each question with the next of these statuses. */
async function serverOf(...statuses: number[]): Promise<{ url: string; server: Server; asked: number[] }> {
  const asked: number[] = [];
  const server = createServer((request, response) => {
    request.resume();
    asked.push(performance.now());
    const status = statuses.shift() ?? 200;
    response.writeHead(status, { 'Content-Type': 'application/json', 'Retry-After': '1' });
    const metadata = { cached: true, degraded: false, cost_usd: 0 };
    response.end(JSON.stringify(status === 200 ? { metadata } : { code: 'busy', detail: 'Busy.' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, asked };
}

describe('npm run warm', () => {
  it('answers every question of a file once, so that people who ask them get exact hits', async () => {
    const path = file('questions.txt', QUESTIONS);
    const first = await run([path, '--url', `${app.url}/`]);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(first.stdout).toMatch(/^2 of 2\n2 generated, 0 hits, 0 failed, US\$ 0\.0060, \d+\.\d s\n$/);
    expect(model.prompts).toHaveLength(2);
    const bob = app.as({ ...claims, sub: 'bob' });
    expect((await bob.ask('Who bakes the bread of the bakery?')).body.metadata.match).toBe('exact');

    const second = await run([path, '--url', app.url]);
    expect(second.stdout).toContain('0 generated, 2 hits, 0 failed');
    expect(model.prompts).toHaveLength(2);
  });

  it('reads standard input, and its token from a file', async () => {
    const tokenFile = file('token', `${tokenOf(claims)}\n`);
    const args = ['-', '--url', app.url, '--token-file', tokenFile, '--concurrency', '1'];
    const { exitCode, stdout } = await run(args, { stdin: 'Where is the bakery?\n', token: null });
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('1 generated')]);
  });

  it('tells by their lines which questions failed, and says nothing of their words', async () => {
    const stdin = `Is the bakery open?\n${'long '.repeat(500)}\n`;
    const { exitCode, stdout, stderr } = await run(['-', '--url', app.url], { stdin });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('1 generated, 0 hits, 1 failed');
    expect(stderr).toMatch(/^line 2: question_too_long: .+ Change the question and ask again\.\n$/);
  });

  it('says of which questions the answers are not kept', async () => {
    model.finishWith('length');
    const { exitCode, stdout, stderr } = await run(['-', '--url', app.url], { stdin: 'Is the bread good?' });
    model.finishWith('stop');
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('0 generated, 0 hits, 1 failed')]);
    expect(stderr).toMatch(/^line 1: the answer is not kept/);
  });

  it('stops at once where no question can be answered, and says what to do', async () => {
    const stdin = 'one?\ntwo?\nthree?\n';
    const args = ['-', '--concurrency', '1', '--url'];
    const unknown = await run([...args, app.url], { stdin, token: null });
    expect([unknown.exitCode, unknown.stdout]).toEqual([1, expect.stringContaining('1 failed, 2 not asked')]);
    expect(unknown.stderr).toMatch(/^line 1: unauthenticated: .*TRIVET_TOKEN/);
    const { url, server } = await serverOf();
    await new Promise((resolve) => server.close(resolve));
    expect((await run([...args, url], { stdin })).stderr).toContain('nobody answers at http://127.0.0.1');
  });

  it('asks a busy server again after the time that it names', async () => {
    const { url, server, asked } = await serverOf(503, 429);
    const { exitCode, stdout } = await run(['-', '--url', url], { stdin: 'one?' });
    server.close();
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('1 hits, 0 failed')]);
    const [first = 0, , third = 0] = asked;
    expect(asked).toHaveLength(3);
    expect(third - first).toBeGreaterThan(1_900);
  });

  it.each([
    [[], 'Name one file of questions.'],
    [['a', 'b'], 'Name one file of questions.'],
    [['-', '--concurrency', '0'], '--concurrency must be'],
    [['-', '--url', 'localhost:3000'], '--url must be'],
    [['-', '--fast'], '--fast'],
    [['/nowhere/questions.txt'], 'cannot be read'],
    [['-'], 'There is no question in it'],
  ])('refuses %j with what to do', async (args, message) => {
    const { exitCode, stdout, stderr } = await run(args, { stdin: '# nothing\n\n' });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });
});
