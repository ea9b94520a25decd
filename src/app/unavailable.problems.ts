import { FlightAbandonedError, ModelBusyError, ModelUnavailableError, StampsUnavailableError } from '../core';
import { ContendedError } from '../engines/database/contended.error';
import { DatabaseUnavailableError } from '../engines/database/database-unavailable.error';
import { isDiskFull } from '../engines/database/disk-full';
import { Problem, unavailable } from '../http/problem';
import { type ProblemMapping, whenError } from '../http/problems';
import { EmbeddingSpaceError } from '../notes/chunks/embedding-space.error';

const whenDiskIsFull: ProblemMapping = (error) =>
  isDiskFull(error)
    ? new Problem({
        status: 507,
        code: 'disk_full',
        title: 'Disk full',
        detail: 'The disk of the database is full. Nothing has been changed.',
        remedy: 'Whoever runs this server must make room on the disk of the database.',
      })
    : undefined;

/** What Trivet stands on is away: 503 with Retry-After, and nothing has changed. */
export const unavailableProblems: readonly ProblemMapping[] = [
  whenDiskIsFull,
  // Whoever still hears of it did not leave: the process ends.
  whenError(FlightAbandonedError, () => unavailable('shutting_down', 'This server is shutting down.')),
  whenError(StampsUnavailableError, () =>
    unavailable(
      'freshness_unknown',
      'Whether answers are still supported by the notes cannot be known right now.',
    ),
  ),
  whenError(DatabaseUnavailableError, () =>
    unavailable('database_unavailable', 'The database does not answer.'),
  ),
  whenError(ModelBusyError, ({ model, retryAfterMs }) =>
    unavailable(
      `${model}_model_busy`,
      `More calls wait for the ${model} model than may.`,
      Math.ceil(retryAfterMs / 1_000),
    ),
  ),
  whenError(ContendedError, () =>
    unavailable('database_busy', 'Other work on the database was preferred to this request, twice.'),
  ),
  whenError(ModelUnavailableError, ({ model, retryAfterMs }) =>
    unavailable(
      `${model}_model_unavailable`,
      `The ${model} model does not answer.`,
      Math.ceil(retryAfterMs / 1_000),
    ),
  ),
  whenError(EmbeddingSpaceError, () =>
    unavailable(
      'embedding_model_changed',
      'The notes were embedded anew with another model; this server must be restarted with it.',
    ),
  ),
];
