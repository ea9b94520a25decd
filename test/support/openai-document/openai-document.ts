import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv/dist/2020';

interface Reduced {
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const { components } = JSON.parse(readFileSync(join(__dirname, 'schemas.json'), 'utf8')) as Reduced;

/** OpenAPI 3.1 is JSON Schema 2020-12. Formats there name types of languages (`unixtime`, `float`). */
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: 'openai', components });

const known = new Map<string, ValidateFunction>();

/**
 * What of a value is not as OpenAI's published document has it.
 *
 * @param name under `components.schemas`; made by reduce.main.ts
 * @returns one line per fault, none when it is valid
 */
export function openAiFaults(name: string, value: unknown): string[] {
  const validate = known.get(name) ?? ajv.compile({ $ref: `openai#/components/schemas/${name}` });
  known.set(name, validate);
  if (validate(value)) return [];
  const errors = validate.errors ?? [];
  return errors.map(({ instancePath, message = '' }) => `${name}${instancePath} ${message}`);
}
