/** A fault in one field of a request. */
export interface FieldError {
  /** Names of the fields on the way to the value, outermost first, joined with dots. Empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** What the caller is told. Texts hold nothing that the caller sent. */
export interface ProblemContents {
  /** HTTP status, 400–599. */
  readonly status: number;
  /** Stable name for programs, snake_case. */
  readonly code: string;
  /** The kind of problem, the same for every occurrence. */
  readonly title: string;
  /** What was wrong this time. */
  readonly detail: string;
  /** What to do about it. */
  readonly remedy?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly FieldError[];
  /** Further members of the body (RFC 9457 section 3.2). */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An error that the caller may read. Any other error becomes a bare 500. */
export class Problem extends Error {
  constructor(
    readonly contents: ProblemContents,
    cause?: unknown,
  ) {
    super(contents.detail, { cause });
    this.name = 'Problem';
  }

  /** The `application/problem+json` body of RFC 9457 section 3. */
  body(requestId: string): Readonly<Record<string, unknown>> {
    const { status, code, title, detail, remedy, errors, extensions } = this.contents;
    const type = `urn:trivet:problem:${code}`;
    return { ...extensions, type, title, status, detail, code, remedy, request_id: requestId, errors };
  }
}

/** A 400: some fields are not as the contract says. */
export function invalidRequest(errors: readonly FieldError[]): Problem {
  return new Problem({
    status: 400,
    code: 'invalid_request',
    title: 'Invalid request',
    detail: 'Some fields of the request are not as expected.',
    remedy: 'Correct the fields listed under "errors" and send the request again.',
    errors,
  });
}

/** A 503 for something that comes back by itself. Asking again is worth it after `retryAfterS`, at least a second. */
export function unavailable(code: string, detail: string, retryAfterS = 1): Problem {
  return new Problem({
    status: 503,
    code,
    title: 'Temporarily unavailable',
    detail,
    remedy: 'Try again in a moment; nothing has been changed.',
    headers: { 'Retry-After': String(Math.max(1, retryAfterS)) },
  });
}
