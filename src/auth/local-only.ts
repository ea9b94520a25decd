import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import { CrossOrigin } from '../http/cross-origin';
import { Problem } from '../http/problem';
import type { Settings } from '../config/settings';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * With AUTH_MODE=none every program that reaches the port is the owner of the notes. Every page in the owner's
 * browser reaches the port. So a request passes only under two conditions:
 * - It names this server as we know it. This stops DNS rebinding, a foreign name that resolves to 127.0.0.1.
 * - It does not come from another origin, or from one of `CORS_ORIGINS`. `Sec-Fetch-Site` covers requests without an
 *   `Origin`, such as images (https://www.w3.org/TR/fetch-metadata/).
 */
export function localOnly(server: Settings['server']): onRequestHookHandler {
  const host = server.host.includes(':') ? `[${server.host}]` : server.host;
  const names = new Set([...LOOPBACK_NAMES, host, ...server.allowedHosts].map((name) => name.toLowerCase()));
  const crossOrigin = new CrossOrigin(server.corsOrigins);
  return (request, _reply, done) => {
    const { headers } = request;
    const named = headers.host?.toLowerCase() ?? '';
    const { origin } = headers;
    if (!names.has(named) && !names.has(withoutPort(named))) done(foreignHost());
    else if (origin !== undefined && crossOrigin.allows(origin)) done();
    else if (origin !== undefined && origin.toLowerCase() !== `http://${named}`) done(crossSite());
    else if (headers['sec-fetch-site'] === 'cross-site' && !isFollowedLink(request)) done(crossSite());
    else done();
  };
}

/** A person clicked a link to a page of ours. The page is shown to that person, and the page with the link cannot read it. */
const isFollowedLink = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';

const withoutPort = (host: string): string => host.replace(/:\d{1,5}$/, '');

const foreignHost = (): Problem =>
  new Problem({
    status: 403,
    code: 'host_not_allowed',
    title: 'Host not allowed',
    detail: 'Without authentication, this server answers only to the names of this machine.',
    remedy: 'Call it as localhost, add the name to ALLOWED_HOSTS, or set AUTH_MODE=jwt.',
  });

const crossSite = (): Problem =>
  new Problem({
    status: 403,
    code: 'cross_origin',
    title: 'Cross-origin request',
    detail: 'Without authentication, this server refuses requests that other web pages make.',
    remedy:
      'Send it from a page of this server or from a program, or name the page’s origin in CORS_ORIGINS.',
  });
