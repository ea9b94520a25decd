import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';

/** What programs in browsers read of our answers beside their bodies. Browsers hide all others (Fetch, "CORS-exposed"). */
const EXPOSED = [
  'X-Cache',
  'X-Cache-Layer',
  'Age',
  'Cache-Status',
  'Server-Timing',
  'X-Request-Id',
  'X-Ignored-Parameters',
  'Retry-After',
  'X-Should-Retry',
  'ETag',
  'Location',
  'Allow',
  'WWW-Authenticate',
].join(', ');

const METHODS = 'GET, HEAD, POST, PATCH, DELETE';

/** Two hours. Chromium keeps a permission no longer. */
const MAX_AGE_S = 7_200;

/** Names of headers, as a browser lists them. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?: ?, ?[\w!#$%&'*+.^`|~-]+)*$/;

/** Pages of other origins that may read our answers (`CORS_ORIGINS`). */
export class CrossOrigin {
  private readonly origins: ReadonlySet<string>;
  private readonly isOpen: boolean;

  /** @param origins as browsers send them, or `*` for all */
  constructor(origins: readonly string[]) {
    this.origins = new Set(origins);
    this.isOpen = this.origins.has('*');
  }

  get isEmpty(): boolean {
    return this.origins.size === 0;
  }

  allows(origin: string): boolean {
    return this.isOpen || this.origins.has(origin);
  }

  /**
   * Lets the asking page read whatever is answered, errors too. It runs before anybody is asked for a token, because browsers send
   * none when they ask whether they may ask, and it answers that itself.
   *
   * `@fastify/cors` is not used. Its hook would come behind ours, which refuse such requests, and its route for every path
   * would make each 404 a 405.
   */
  readonly hook: onRequestHookHandler = (request, reply, done) => {
    const isAllowed = this.admit(request, reply);
    if (isAllowed && isPreflight(request)) void preflight(request, reply).send();
    else done();
  };

  /** Says in the answer's headers that the asking page may read it. False where it may not. */
  admit({ headers: { origin } }: FastifyRequest, reply: FastifyReply): boolean {
    // Without it a cache between here and the browser could give one origin's answer to another.
    if (!this.isOpen) void reply.header('Vary', 'Origin');
    if (origin === undefined || !this.allows(origin)) return false;
    void reply.headers({
      'Access-Control-Allow-Origin': this.isOpen ? '*' : origin,
      'Access-Control-Expose-Headers': EXPOSED,
    });
    return true;
  }
}

/** https://fetch.spec.whatwg.org/#cors-preflight-request */
function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/**
 * The page was named by the operator, so it may send any header. OpenAI's SDK alone sends ten `x-stainless-…` whose names change
 * with its versions. `*` would not do: it does not cover `Authorization`.
 */
function preflight({ headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  void reply.code(204).headers({
    'Access-Control-Allow-Methods': METHODS,
    'Access-Control-Max-Age': MAX_AGE_S,
    Vary: 'Origin, Access-Control-Request-Headers',
  });
  const names = headers['access-control-request-headers'];
  if (names !== undefined && HEADER_NAMES.test(names))
    void reply.header('Access-Control-Allow-Headers', names);
  // Chromium asks so before a public page reaches an address of this machine or network (Private Network Access).
  if (headers['access-control-request-private-network'] === 'true')
    void reply.header('Access-Control-Allow-Private-Network', 'true');
  return reply;
}
