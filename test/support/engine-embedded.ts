import { cpSync, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationSet } from '../../src/engines/database/migrations/sets';
import { buildTemplate, templateKey } from './engine-template';

/** Outlives a test run. It only saves time. */
const CACHE = join(__dirname, '../../node_modules/.cache/trivet-test-templates');

/** The databases `template1` and `template0`. Nobody opens them, and they are 600 of 1,000 files. */
const UNUSED = ['1', '4'];

/** Fills `dataDir`, an empty folder, with a migrated embedded database. */
export async function copyEmbeddedTemplate(sets: readonly MigrationSet[], dataDir: string): Promise<void> {
  const template = join(CACHE, await templateKey(sets));
  if (!existsSync(template)) await createTemplate(sets, template);
  // A third of the time of `cp`, which asks for each file several times.
  cpSync(template, dataDir, { recursive: true });
}

/** Built aside and then renamed, so that a template is complete. Of several test workers that build it, one wins. */
async function createTemplate(sets: readonly MigrationSet[], template: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const aside = await mkdtemp(`${template}-`);
  try {
    await buildTemplate({ dataDir: aside }, sets);
    for (const unused of UNUSED) await rm(join(aside, 'postgres/base', unused), { recursive: true });
    await rename(aside, template);
  } catch (error) {
    if (!existsSync(template)) throw error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
