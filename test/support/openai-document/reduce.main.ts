/**
 * Makes schemas.json from OpenAI's published document: the schemas of the answers that Trivet gives, and all that they
 * refer to, without prose and examples. Run where a newer document is to be followed:
 *
 *   git clone https://github.com/openai/openai-openapi
 *   node -r @swc-node/register test/support/openai-document/reduce.main.ts openai-openapi
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Names under `components.schemas`. */
const ROOTS = [
  'CreateChatCompletionResponse',
  'CreateChatCompletionStreamResponse',
  'CreateCompletionResponse',
  'CreateEmbeddingResponse',
  'ErrorResponse',
  'ListModelsResponse',
  'Model',
  'Response',
  'ResponseStreamEvent',
];

/** Keywords that say nothing about what is valid. `discriminator` repeats what each `oneOf` decides. */
const PROSE = new Set([
  'description',
  'title',
  'example',
  'examples',
  'deprecated',
  'default',
  'discriminator',
  'nullable',
]);

const SCHEMA = '#/components/schemas/';

interface Document {
  readonly info: { readonly version: string };
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const repository = process.argv[2] ?? '.';
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 });
const { info, components } = parse(git('show', 'HEAD:openapi.yaml'), { maxAliasCount: -1 }) as Document;

const reduced: Record<string, unknown> = {};
const open = [...ROOTS];
for (let name = open.pop(); name !== undefined; name = open.pop()) {
  if (name in reduced) continue;
  if (!(name in components.schemas)) throw new Error(`The document has no schema ${name}.`);
  reduced[name] = schemaOf(components.schemas[name]);
}

/** A schema, or a part of one. What it refers to is read later. */
function schemaOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(schemaOf);
  if (typeof schema !== 'object' || schema === null) return schema;
  // OpenAPI 3.0's word, which 3.1 has no more. The document still says it, beside `$ref` and `enum` too.
  if ('nullable' in schema && schema.nullable === true) {
    return { anyOf: [schemaOf({ ...schema, nullable: false }), { type: 'null' }] };
  }
  const kept = Object.entries(schema).filter(([key]) => !PROSE.has(key) && !key.startsWith('x-'));
  return Object.fromEntries(
    kept.map(([key, value]: [string, unknown]) => {
      if (key === '$ref') open.push(String(value).slice(SCHEMA.length));
      // Names of fields are no keywords: a field may be called "description".
      return [key, key === 'properties' ? fieldsOf(value) : schemaOf(value)];
    }),
  );
}

function fieldsOf(fields: unknown): object {
  const entries = Object.entries((fields ?? {}) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.map(([name, schema]) => [name, schemaOf(schema)]));
}

const source = {
  document: 'https://github.com/openai/openai-openapi/blob/master/openapi.yaml',
  commit: git('rev-parse', 'HEAD').trim(),
  version: info.version,
  license: git('show', 'HEAD:LICENSE'),
  made_by: 'test/support/openai-document/reduce.main.ts',
};
const names = Object.keys(reduced).sort();
// One schema a line, so that a newer document shows what it changed.
const schemas = names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(reduced[name])}`).join(',\n');
const json = `{"source":${JSON.stringify(source)},\n"components":{"schemas":{\n${schemas}\n}}}\n`;
writeFileSync(join(__dirname, 'schemas.json'), json);
console.log(`${names.length} schemas of version ${info.version}, commit ${source.commit}`);
