import type { Answer } from './app';

export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly remedy?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** Checks that an answer is a problem document of RFC 9457 as the contract has it. Returns the fields that differ. */
export function problemOf({ status, headers, body }: Answer<unknown>): ProblemBody {
  expect(headers.get('content-type')).toBe('application/problem+json');
  const problem = body as ProblemBody;
  expect(problem).toMatchObject({
    type: `urn:trivet:problem:${problem.code}`,
    title: expect.stringMatching(/./) as string,
    detail: expect.stringMatching(/./) as string,
    code: expect.stringMatching(/^[a-z_]+$/) as string,
    status,
    request_id: headers.get('x-request-id'),
  });
  return problem;
}
