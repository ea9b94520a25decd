import type { onRequestHookHandler } from 'fastify';

/** For JSON: nothing may be loaded or framed, should a browser ever be made to show it as a page. */
const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

/** Paths that are pages, with what they may load; anything below a path shares its policy. */
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

/** Headers that keep a browser from misusing what it got; https://owasp.org/www-project-secure-headers */
export const securityHeaders: onRequestHookHandler = (request, reply, done) => {
  reply.header('X-Content-Type-Options', 'nosniff');
  reply.header('Content-Security-Policy', policyFor(request.url));
  reply.header('Cross-Origin-Resource-Policy', 'same-origin');
  reply.header('Referrer-Policy', 'no-referrer');
  // Whether something still holds is decided here, at every request; static files of pages say otherwise themselves.
  reply.header('Cache-Control', 'no-store');
  done();
};
