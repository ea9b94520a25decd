import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as ts from 'typescript';
import { parseAllDocuments } from 'yaml';

/** A Kubernetes object as it stands in a file. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly file: string;
  readonly content: object;
}

const ROOT = resolve(__dirname, '../..');

/**
 * Every document of every YAML file in a folder of the repository.
 * @throws at a file that is no YAML
 */
export async function manifestsIn(folder: string): Promise<Manifest[]> {
  const files = (await readdir(join(ROOT, folder))).filter((name) => /\.ya?ml$/.test(name));
  const perFile = await Promise.all(
    files.map(async (file) =>
      (await yamlDocuments(join(folder, file))).map((content) => {
        const { apiVersion, kind } = content as Partial<Manifest>;
        return { apiVersion: String(apiVersion), kind: String(kind), file, content };
      }),
    ),
  );
  return perFile.flat();
}

/** @param path from the root of the repository */
export async function yamlDocuments(path: string): Promise<object[]> {
  const documents = parseAllDocuments(await readFile(join(ROOT, path), 'utf8'), { merge: true });
  return [...documents].map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS() as object;
  });
}

/**
 * What Kubernetes' own OpenAPI schema says against a manifest: wrong types, missing fields, bad formats. npm's
 * kubernetes-models has the schema.
 *
 * @returns messages; none when it conforms
 */
export async function schemaErrors({ apiVersion, kind, content }: Manifest): Promise<string[]> {
  const module = (await import(`kubernetes-models/${apiVersion}/${kind}`)) as Record<
    string,
    Model | undefined
  >;
  const Model = module[kind];
  if (Model === undefined) return [`There is no ${kind} in ${apiVersion}.`];
  try {
    new Model(content).validate();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

type Model = new (content: object) => { validate(): void };

/**
 * Names of fields that Kubernetes does not know. Its schema lets them pass, and its server drops them, silently or
 * with a warning. The compiler finds them in object literals. It checks those against types generated from the same
 * schema.
 */
export function unknownFields(manifests: readonly Manifest[]): string[] {
  const file = join(ROOT, 'test/manifests.virtual.ts');
  const text = manifests
    .map(
      ({ apiVersion, kind, content }, at) =>
        `import type { I${kind} as T${at} } from 'kubernetes-models/${apiVersion}/${kind}';\n` +
        `export const d${at}: T${at} = ${JSON.stringify(content)};`,
    )
    .join('\n');
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const program = ts.createProgram([file], options, hostWith(file, text, options));
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

function hostWith(file: string, text: string, options: ts.CompilerOptions): ts.CompilerHost {
  const disk = ts.createCompilerHost(options);
  return {
    ...disk,
    fileExists: (name) => name === file || disk.fileExists(name),
    getSourceFile: (name, target, ...rest) =>
      name === file ? ts.createSourceFile(name, text, target) : disk.getSourceFile(name, target, ...rest),
  };
}
