import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type TestApp } from '../../support/app';

/** What a page of another origin really can do, in a real Chromium. Skipped, with a line that says so, where there is none. */
const chromium = findChromium();
if (chromium === undefined) console.log('skipped: cors-browser.spec.ts needs chromium or google-chrome');

/** Each call of the page, by its name: what it could read, or that it could read nothing. */
type Told = Readonly<Record<string, string | readonly (string | number | null)[]>>;

let app: TestApp;
let named: PageServer;
let other: PageServer;

const describeInBrowser = chromium === undefined ? describe.skip : describe;

describeInBrowser('a page in Chromium', () => {
  beforeAll(async () => {
    named = await servePage();
    other = await servePage();
    app = await startApp({ EMBEDDING_PROVIDER: 'lexical', CORS_ORIGINS: named.origin });
    await app.as().write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([named, other].map((page) => page.close()));
  });

  it('of an origin in CORS_ORIGINS reads answers, streams, errors and their headers', async () => {
    const told = await named.run(app.url);
    expect(told).toEqual({
      chat: [200, 'REFRESH', 36, expect.stringContaining('"chat.completion"')],
      stream: [200, 'REFRESH', 36, expect.stringContaining('"chat.completion.chunk"')],
      missing: [404, null, 36, expect.stringContaining('model_not_found')],
      broken: [400, null, 36, expect.stringContaining('invalid_json')],
      removed: [404, null, 36, expect.stringContaining('note_not_found')],
    });
  });

  it('of any other origin reads nothing', async () => {
    const told = await other.run(app.url);
    const nothing = 'TypeError: Failed to fetch';
    expect(told).toEqual({
      chat: nothing,
      stream: nothing,
      missing: nothing,
      broken: nothing,
      removed: nothing,
    });
  });
});

/** Asks as OpenAI's SDK does, with headers that need a preflight, and tells its own server what it could read. */
const PAGE = `<!doctype html><title>asks</title><script>
(async () => {
  const base = new URLSearchParams(location.search).get('base');
  const headers = { 'Content-Type': 'application/json', Authorization: 'Bearer any', 'X-Stainless-Lang': 'js', 'Cache-Control': 'no-cache' };
  const ask = async (method, path, body) => {
    try {
      const answer = await fetch(base + path, { method, headers, body });
      const text = await answer.text();
      return [answer.status, answer.headers.get('x-cache'), (answer.headers.get('x-request-id') ?? '').length, text];
    } catch (error) {
      return String(error);
    }
  };
  const chat = { model: 'trivet', messages: [{ role: 'user', content: 'When does the bakery open?' }] };
  const told = {
    chat: await ask('POST', '/v1/chat/completions', JSON.stringify(chat)),
    stream: await ask('POST', '/v1/chat/completions', JSON.stringify({ ...chat, stream: true })),
    missing: await ask('GET', '/v1/models/none'),
    broken: await ask('POST', '/v1/chat/completions', '{'),
    removed: await ask('DELETE', '/notes/01890000-0000-7000-8000-000000000000'),
  };
  await fetch('/told', { method: 'POST', body: JSON.stringify(told) });
})();
</script>`;

interface PageServer {
  readonly origin: string;
  /** Opens the page in a browser of its own. */
  run(base: string): Promise<Told>;
  close(): Promise<void>;
}

async function servePage(): Promise<PageServer> {
  let settle: (told: Told) => void = () => undefined;
  const server: Server = createServer((request, response) => {
    if (request.url !== '/told') {
      response.setHeader('Content-Type', 'text/html').end(PAGE);
      return;
    }
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      response.end();
      settle(JSON.parse(body) as Told);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    run: (base) => {
      const told = new Promise<Told>((resolve) => (settle = resolve));
      return inBrowser(`${origin}/?base=${encodeURIComponent(base)}`, told);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function inBrowser(url: string, told: Promise<Told>): Promise<Told> {
  const profile = await mkdtemp(join(tmpdir(), 'trivet-chromium-'));
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    `--user-data-dir=${profile}`,
  ];
  const browser = spawn(chromium ?? '', [...flags, url], { stdio: 'ignore' });
  const gone = once(browser, 'exit');
  try {
    return await told;
  } finally {
    browser.kill('SIGKILL');
    await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function findChromium(): string | undefined {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // Not under this name.
    }
  }
  return undefined;
}
