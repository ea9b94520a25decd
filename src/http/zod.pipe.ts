import { StandardSchemaValidationPipe } from '@nestjs/common';
import { invalidRequest, type FieldError, type Problem } from './problem';

const MAX_ERRORS = 20;
const MAX_PATH_CHARS = 200;
const MAX_MESSAGE_CHARS = 300;

/** One issue as any Standard Schema library reports it (https://standardschema.dev). */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

function fieldError({ path = [], message }: Issue): FieldError {
  const names = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment));
  return { path: names.join('.').slice(0, MAX_PATH_CHARS), message: message.slice(0, MAX_MESSAGE_CHARS) };
}

const refusal = (issues: readonly Issue[]): Problem =>
  invalidRequest(issues.slice(0, MAX_ERRORS).map(fieldError));

/**
 * Checks the values that `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })` declare. Hands on the
 * parsed value. Schemas of objects are `z.strictObject`, so that a misspelt field is refused instead of ignored.
 * zod's messages name types and limits, never values.
 */
export class ZodPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: refusal });
  }

  /** Nest would silently delete keys such as `constructor`. Dangerous ones are refused when the JSON is parsed. */
  protected override stripProtoKeys(): void {
    // Nothing to strip.
  }
}
