import { Problem } from './problem';
import { statusProblem } from './status-problem';

interface Route {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/**
 * Remembers every route, to tell a wrong method (405) from a wrong path (404). Fastify answers 404 to both, and does
 * not say which methods a path has.
 */
export class RouteTable {
  private readonly routes: Route[] = [];

  /** @param path in find-my-way's notation: `:name` is (a part of) one segment, `*` is the rest */
  add(path: string, methods: string | readonly string[]): void {
    this.routes.push({ pattern: patternOf(path), methods: [methods].flat() });
  }

  /** The answer to a request that no route takes. */
  problemFor(url: string): Problem {
    const path = url.split('?', 1)[0] ?? '';
    const matching = this.routes.filter(({ pattern }) => pattern.test(path));
    const methods = [...new Set(matching.flatMap((route) => route.methods))].sort();
    if (methods.length === 0) return statusProblem(404, 'There is nothing at this path.');
    const allowed = methods.join(', ');
    return new Problem({
      status: 405,
      code: 'method_not_allowed',
      title: 'Method Not Allowed',
      detail: 'This path does not take this method.',
      remedy: `Use one of: ${allowed}.`,
      headers: { Allow: allowed },
    });
  }
}

function patternOf(path: string): RegExp {
  const source = path
    .split(/(:\w+|\*)/)
    .map((part, index) => (index % 2 === 0 ? escaped(part) : part === '*' ? '.*' : '[^/]+'))
    .join('');
  return new RegExp(`^${source}$`);
}

/** `RegExp.escape` needs Node 24. */
const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
