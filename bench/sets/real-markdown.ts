import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { ASKED_OF_OTHERS } from './other-markdown-questions';
import { ASKED } from './real-markdown-questions';
import { ASKED_OF_A_THIRD } from './third-markdown-questions';

/** Documentation that others wrote, as it lies in what they publish. It is fetched, and nothing of it is kept here. */
interface Project {
  readonly name: string;
  /** Pinned, so that the questions stay answerable. */
  readonly version: string;
  readonly licence: string;
  readonly folder: string;
  /** Translations are left out: each of them would be as right as the original. */
  readonly flat?: boolean;
}

/** Pages of projects, and what is asked about them. */
export interface PageSet {
  readonly name: string;
  readonly projects: readonly Project[];
  /** A line has `question | pages that answer, or none | accepted & accepted`. Of ` / ` between two, either will do. */
  readonly asked: string;
}

/** Rules were made while these were in view. */
const REAL_PROJECTS: readonly Project[] = [
  { name: 'npm', version: '12.2.2', licence: 'Artistic-2.0', folder: 'docs/content' },
  { name: 'fastify', version: '5.12.8', licence: 'MIT', folder: 'docs' },
  { name: 'undici', version: '8.13.1', licence: 'MIT', folder: 'docs/docs' },
  { name: 'pino', version: '10.4.0', licence: 'MIT', folder: 'docs' },
  { name: 'mineflayer', version: '4.39.0', licence: 'MIT', folder: 'docs', flat: true },
  { name: 'eslint-plugin-jest', version: '29.17.0', licence: 'MIT', folder: 'docs/rules' },
];

/** Second to the first: variants of the search were compared on these too, and later rules of the answers were made from wrong ones. */
const OTHER_PROJECTS: readonly Project[] = [
  { name: 'semantic-release', version: '24.2.9', licence: 'MIT', folder: 'docs' },
  { name: 'markdownlint', version: '0.40.0', licence: 'MIT', folder: 'doc' },
  { name: 'node-gyp', version: '12.4.0', licence: 'MIT', folder: '.' },
  { name: 'commander', version: '14.0.3', licence: 'MIT', folder: '.' },
  { name: 'bull', version: '4.16.5', licence: 'MIT', folder: '.' },
];

/** Third: no rule of the answers was made, chosen or fitted on these. */
const THIRD_PROJECTS: readonly Project[] = [
  { name: 'aframe', version: '1.6.0', licence: 'MIT', folder: 'docs' },
  { name: 'hubot', version: '3.5.0', licence: 'MIT', folder: 'docs' },
  { name: 'eslint-plugin-jsx-a11y', version: '6.10.2', licence: 'MIT', folder: 'docs/rules' },
];

export const REAL_MARKDOWN: PageSet = { name: 'real Markdown', projects: REAL_PROJECTS, asked: ASKED };
export const OTHER_MARKDOWN: PageSet = {
  name: 'other Markdown',
  projects: OTHER_PROJECTS,
  asked: ASKED_OF_OTHERS,
};
export const THIRD_MARKDOWN: PageSet = {
  name: 'third Markdown',
  projects: THIRD_PROJECTS,
  asked: ASKED_OF_A_THIRD,
};

export interface RealPage {
  /** The project and the file in its documentation, as `npm/commands/npm-cache`. */
  readonly page: string;
  readonly body: string;
}

export interface RealQuestion {
  readonly ask: string;
  readonly pages: readonly string[];
  /** The answer holds one of each. */
  readonly accepts: readonly (readonly string[])[];
}

const run = promisify(execFile);

/**
 * @param cache a folder that keeps what was fetched
 * @returns null where npm reaches no registry
 */
export async function pagesOf({ projects }: PageSet, cache: string): Promise<RealPage[] | null> {
  await mkdir(cache, { recursive: true });
  const pages: RealPage[] = [];
  for (const project of projects) {
    const folder = await fetched(project, cache);
    if (folder === null) return null;
    pages.push(...(await pagesIn(project, folder)));
  }
  return pages;
}

export function questionsOf({ asked }: PageSet): RealQuestion[] {
  return asked
    .trim()
    .split('\n')
    .map((line) => {
      const [ask = '', pages = '', accepts = ''] = line.split('|').map((cell) => cell.trim());
      return {
        ask,
        pages: pages === 'none' ? [] : pages.split(', '),
        accepts: accepts.split(' & ').map((accepted) => accepted.split(' / ')),
      };
    });
}

async function fetched({ name, version }: Project, cache: string): Promise<string | null> {
  const folder = join(cache, `${name}-${version}`);
  if (existsSync(folder)) return folder;
  try {
    await run('npm', ['pack', '--silent', `${name}@${version}`], { cwd: cache, timeout: 120_000 });
  } catch {
    return null;
  }
  await run('tar', ['-xzf', `${name}-${version}.tgz`], { cwd: cache });
  await rename(join(cache, 'package'), folder);
  return folder;
}

async function pagesIn({ name, folder, flat = false }: Project, root: string): Promise<RealPage[]> {
  const docs = join(root, folder);
  const files = await readdir(docs, { recursive: !flat, withFileTypes: true });
  const paths = files
    .filter((file) => file.isFile() && file.name.endsWith('.md'))
    .map((file) => join(file.parentPath, file.name))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({
      page: `${name}/${relative(docs, path).replaceAll('\\', '/').slice(0, -'.md'.length)}`,
      body: await readFile(path, 'utf8'),
    })),
  );
}
