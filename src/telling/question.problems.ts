import { ForeignPassageError, NotCachedError, QuestionRefusedError } from '../core';
import { Problem } from '../http/problem';
import { whenError } from '../http/problems';

/** How the core's errors are told over HTTP; those about what it stands on are mapped where the application is put together. */
export const questionProblems = [
  whenError(
    QuestionRefusedError,
    ({ code, message }) =>
      new Problem({
        status: 400,
        code,
        title: 'The question was refused',
        detail: message,
        remedy: 'Change the question and ask again.',
      }),
  ),
  whenError(
    NotCachedError,
    ({ message }) =>
      new Problem({
        status: 504,
        code: 'not_cached',
        title: 'Not cached',
        detail: message,
        remedy: 'Ask again without only-if-cached.',
      }),
  ),
  whenError(
    ForeignPassageError,
    () =>
      new Problem({
        status: 500,
        code: 'scope_violation',
        title: 'Refused for safety',
        detail: 'Retrieval left the scope of the question, so nothing of it is shown.',
        remedy: 'Report the request_id to the operator.',
      }),
  ),
];
