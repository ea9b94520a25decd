import type { onRequestHookHandler } from 'fastify';

/** For JSON. If a browser is ever made to show it as a page, nothing may be loaded or framed. */
const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

/** Paths that are pages, with what they may load. Paths below one share its policy. */
const pages: readonly (readonly [path: string, policy: string])[] = [
  // Swagger UI brings inline styles and data: images.
  [
    '/docs',
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
      "connect-src 'self'; frame-ancestors 'none'",
  ],
];

function policyFor(url: string): string {
  const page = pages.find(([path]) => url.startsWith(path) && /^$|[/?]/.test(url.charAt(path.length)));
  return page?.[1] ?? NO_PAGE;
}

/** Headers that keep a browser from misusing an answer (https://owasp.org/www-project-secure-headers). */
export const securityHeaders: onRequestHookHandler = (request, reply, done) => {
  reply.header('X-Content-Type-Options', 'nosniff');
  reply.header('Content-Security-Policy', policyFor(request.url));
  reply.header('Cross-Origin-Resource-Policy', 'same-origin');
  reply.header('Referrer-Policy', 'no-referrer');
  // Whether an answer still holds is decided here, at every request. Static files of pages set this header
  // themselves.
  reply.header('Cache-Control', 'no-store');
  done();
};
