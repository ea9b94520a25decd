import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(__dirname, '../../docs');
const CLIENTS = join(__dirname, '../../.ci/clients');
const page = readFileSync(join(DOCS, 'programs.md'), 'utf8');

interface Section {
  readonly name: string;
  /** Of the scripts of `.ci/clients` that the section links. */
  readonly scripts: readonly string[];
  /** The code that a reader would copy. */
  readonly snippets: readonly string[];
}

const sections: readonly Section[] = page
  .split(/^## /m)
  .slice(1)
  .map((text) => ({
    name: text.slice(0, text.indexOf('\n')),
    scripts: [...text.matchAll(/\]\(\.\.\/(\.ci\/clients\/[^)]+)\)/g)].flatMap(([, path = '']) => path),
    snippets: [...text.matchAll(/^```(?:py|js|go|sh)\n([^]*?)^```$/gm)].flatMap(([, code = '']) => code),
  }));

const run = sections.filter(({ scripts }) => scripts.length > 0);

describe('The page of programs', () => {
  it('tells of all programs that were asked for', () => {
    const names = sections.map(({ name }) => name.toLowerCase());
    expect(names).toEqual(
      expect.arrayContaining([
        'librechat',
        'langchain',
        'llamaindex',
        'ai sdk',
        'pydantic ai',
        "openai's agents sdk",
        'llm',
      ]),
    );
  });

  it('links scripts that exist', () => {
    const scripts = run.flatMap((section) => section.scripts);
    expect(scripts.length).toBeGreaterThan(20);
    expect(scripts.filter((script) => !existsSync(join(DOCS, '..', script)))).toEqual([]);
  });

  it.each(run.map((section) => [section.name, section] as const))(
    'shows nothing of %s but lines that the CI runs',
    (_, { scripts, snippets }) => {
      const texts = scripts.map((script) => readFileSync(join(DOCS, '..', script), 'utf8'));
      expect(snippets.filter((snippet) => !texts.some((text) => text.includes(snippet)))).toEqual([]);
    },
  );

  it('shows lines for each program of a section of its own', () => {
    const without = run.filter(({ name, snippets }) => name !== 'Others' && snippets.length === 0);
    expect(without.map(({ name }) => name)).toEqual([]);
  });
});

describe('The snippets of other pages', () => {
  it.each([
    ['../README.md', 'js', 'node/openai_text.mjs'],
    ['openai.md', 'py', 'python/openai_text.py'],
  ])('of %s stand in a script that the CI runs', (name, language, script) => {
    const [, snippet] =
      new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(readFileSync(join(DOCS, name), 'utf8')) ??
      [];
    expect(snippet).toMatch(/openai/i);
    expect(readFileSync(join(CLIENTS, script), 'utf8')).toContain(snippet);
  });
});
