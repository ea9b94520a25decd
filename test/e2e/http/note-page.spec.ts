import type { Answer } from '../../support/app';
import { withApp } from '../../support/with-app';

/** What Chromium sends when a person follows a link. */
const BROWSER = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
};
const NOBODY = '/notes/01890000-0000-7000-8000-000000000000';

const { app, me } = withApp({ env: { EMBEDDING_PROVIDER: 'lexical' } });

const page = async (body: string, title = 'Recipe'): Promise<string> => {
  const { id } = await me.write({ title, body });
  return (await me.call<string>('GET', `/notes/${id}`, { headers: BROWSER })).body;
};
const articleOf = (html: string): string => /<article[^>]*>([^]*)<\/article>/.exec(html)?.[1] ?? '';

describe('the page of a note', () => {
  it('is what a browser gets: title, text, who may read it and when it changed', async () => {
    const note = await me.write({
      title: 'Bread & "salt"',
      body: '# Dough\n\nMix **flour**.\n\n| a | b |\n|---|---|\n| 1 | 2 |',
    });
    const { status, headers, body } = await me.call<string>('GET', `/notes/${note.id}`, { headers: BROWSER });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('etag')).toBe('"1"');
    expect(headers.get('vary')).toBe('Accept');
    expect(body).toContain('<title>Bread &amp; &quot;salt&quot; · Trivet</title>');
    expect(body).toContain('<h2>Dough</h2>');
    expect(body).toContain('<strong>flour</strong>');
    expect(body).toContain('<td>1</td>');
    expect(body).toContain('Private: only you can read it');
    expect(body).toContain(`<time datetime="${note.updated_at}">`);
  });

  it('is JSON for programs, as before', async () => {
    const { id } = await me.write({ title: 'Recipe', body: 'Mix.' });
    for (const accept of [
      'application/json',
      '*/*',
      'application/json, text/html;q=0.5',
      'text/plain, */*',
    ]) {
      const answer = await me.call('GET', `/notes/${id}`, { headers: { Accept: accept } });
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(answer.headers.get('vary')).toBe('Accept');
      expect(answer.body).toMatchObject({ id, title: 'Recipe', body: 'Mix.' });
    }
    const written = await me.call('POST', '/notes', { json: { title: 'a', body: 'b' }, headers: BROWSER });
    expect(written.headers.get('content-type')).toContain('application/json');
  });

  it.each([
    ['<script>alert(1)</script>'],
    ['text <img src=x onerror=alert(1)>'],
    ['<style>*{display:none}</style>\n\n<iframe src="https://evil.example"></iframe>'],
    [
      '[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,x) [d](vbscript:x) [e](file:///etc/passwd)',
    ],
    ['[a](&#106;avascript:alert(1)) <javascript:alert(1)> [x]: javascript:alert(1)\n\n[x]'],
    [
      '![a](https://evil.example/pixel.png) ![" onload="x](x.png)\n\n[![b](https://evil.example/b.png)](https://good.example)',
    ],
    ['[a](https://good.example "\\" onmouseover=\\"alert(1)")'],
    ['---\ntitle: <script>alert(1)</script>\n---\nbody'],
    ['```html\n<script>alert(1)</script>\n```\n\n``` "><script>\nx\n```'],
  ])('neither runs nor loads what is written into it: %j', async (body) => {
    const html = articleOf(await page(body));
    const tags = html.match(/<[a-z][^>]*>/g) ?? [];
    for (const tag of tags) {
      expect(tag).not.toMatch(/^<(?:script|style|img|iframe|object|embed|link|meta|base|form|svg)\b/i);
      expect(tag.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/\son\w+\s*=|\s(?:src|style|srcset)\s*=/i);
      expect(tag).not.toMatch(/href="\s*(?:javascript|vbscript|data|file):/i);
    }
    expect(html).not.toBe('');
  });

  it('has no policy under which anything could be loaded or run', async () => {
    const { id } = await me.write({ title: 'Recipe', body: 'Mix.' });
    const { headers, body } = await me.call<string>('GET', `/notes/${id}`, { headers: BROWSER });
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).not.toContain('<script');
  });

  it('names the workspace whose members read it too', async () => {
    const { id } = await me.write({ title: 'Recipe', body: 'Mix.', visibility: 'workspace' });
    const { body } = await me.call<string>('GET', `/notes/${id}`, { headers: BROWSER });
    expect(body).toContain('Everybody in eng can read it');
  });
});

describe('a person who may not read a note', () => {
  const readable = ({ headers, body }: Answer<string>, title: string): void => {
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(body).toContain(`<h1>${title}</h1>`);
    expect(body).toContain(headers.get('x-request-id'));
  };

  it('sees the page of a note that does not exist', async () => {
    const { id } = await me.write({ title: 'Secret', body: 'Mix.' });
    const stranger = app.newcomer();
    for (const path of [`/notes/${id}`, NOBODY]) {
      const answer = await stranger.call<string>('GET', path, { headers: BROWSER });
      expect(answer.status).toBe(404);
      expect(answer.body).not.toContain('Secret');
      readable(answer, 'No such note');
    }
  });

  it('reads that a token is missing, as a browser has none', async () => {
    const response = await fetch(app.url + NOBODY, { headers: BROWSER });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="trivet"',
    ]);
    readable({ status: 401, headers: response.headers, body: await response.text() }, 'Who is asking?');
  });

  it('gets problems as JSON where a program asks, and OpenAI’s errors under /v1', async () => {
    const problem = await me.call('GET', NOBODY);
    expect(problem.headers.get('content-type')).toContain('application/problem+json');
    const error = await me.call('GET', '/v1/nothing', { headers: BROWSER });
    expect(error.body).toMatchObject({ error: { code: 'not_found' } });
  });
});
