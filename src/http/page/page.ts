import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import Negotiator from 'negotiator';

/** HTML that is safe to show: every text in it was escaped. */
export interface Page {
  readonly title: string;
  /** The HTML between header and end. */
  readonly main: string;
}

const STYLE = `
:root{color-scheme:light dark;--text:#1c1f23;--dim:#5d656f;--back:#fbfaf7;--line:#dedbd2;--soft:#f1efe8;--link:#0b5c7d}
@media (prefers-color-scheme:dark){:root{--text:#e6e4de;--dim:#a0a7b0;--back:#16181b;--line:#34383e;--soft:#1f2226;--link:#7cc4e4}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:1.0625rem/1.6 system-ui,sans-serif;overflow-wrap:break-word}
main{max-width:44rem;margin:0 auto;padding:clamp(1.25rem,5vw,3.5rem) 1.25rem 4rem}
h1{font-size:1.75rem;line-height:1.25;margin:0 0 .35rem}
h2,h3,h4,h5,h6{line-height:1.3;margin:2rem 0 .5rem}
h2{font-size:1.375rem}h3{font-size:1.175rem}h4,h5,h6{font-size:1.0625rem}
.meta{color:var(--dim);font-size:.9rem;margin:0 0 1.75rem;padding-bottom:1.25rem;border-bottom:1px solid var(--line)}
a{color:var(--link)}
pre,code{font-family:ui-monospace,monospace;font-size:.9em;background:var(--soft);border-radius:.25rem}
code{padding:.1em .3em}pre{padding:.9rem 1rem;overflow-x:auto}pre code{padding:0;background:none}
blockquote{margin:1rem 0;padding:.1rem 0 .1rem 1rem;border-left:.2rem solid var(--line);color:var(--dim)}
.table{overflow-x:auto}table{border-collapse:collapse}th,td{border:1px solid var(--line);padding:.35rem .6rem;text-align:left}
.image{color:var(--dim);border:1px dashed var(--line);border-radius:.25rem;padding:.1em .4em}
hr{border:0;border-top:1px solid var(--line);margin:2rem 0}
`;

/** Nothing is loaded or run, and the one style is known by its hash: what a note says can neither act nor fetch. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Whether the asker would rather see a page than JSON, as browsers do and programs do not (RFC 9110 section 12.5.1). */
export function wantsPage(accept: string | undefined): boolean {
  // Spares programs the parsing.
  if (!accept?.toLowerCase().includes('text/html')) return false;
  const forms = ['application/json', 'application/problem+json', 'text/html'];
  return new Negotiator({ headers: { accept } }).mediaType(forms) === 'text/html';
}

/** Says that the answer's form depends on `Accept`. Its origin may matter too. */
export function varyByAccept(reply: FastifyReply): void {
  const others = reply.getHeader('Vary');
  void reply.header('Vary', others === undefined ? 'Accept' : `${String(others)}, Accept`);
}

/** Declares the reply as a page. @returns its HTML */
export function pageOf(reply: FastifyReply, { title, main }: Page): string {
  void reply.type('text/html; charset=utf-8').header('Content-Security-Policy', POLICY);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Trivet</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);
}
