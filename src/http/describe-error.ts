const MAX_CAUSES = 3;

/**
 * An unexpected error for the log: class, code and stack frames, then the same of its causes.
 *
 * Messages are left out. Those of drivers and parsers quote what people wrote (`invalid input syntax for type uuid:
 * "…"`). The first frame shows the line that wrote the message.
 */
export function describeError(error: unknown): string {
  const lines: string[] = [];
  let current = error;
  for (let depth = 0; depth <= MAX_CAUSES && current !== undefined; depth += 1) {
    lines.push(`${depth > 0 ? 'caused by ' : ''}${head(current)}`);
    if (!(current instanceof Error)) break;
    lines.push(...frames(current));
    current = current.cause;
  }
  return lines.join('\n');
}

function head(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  return 'code' in error ? `${error.name} (${String(error.code)})` : error.name;
}

/** The message comes first in a stack. It may itself have lines that look like frames. */
function frames({ stack = '', message }: Error): readonly string[] {
  const start = message === '' ? 0 : stack.indexOf(message) + message.length;
  return stack
    .slice(start)
    .split('\n')
    .filter((line) => line.startsWith('    at '));
}
