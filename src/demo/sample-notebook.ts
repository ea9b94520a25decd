import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { LOCAL_PRINCIPAL } from '../auth/local-principal';
import { Settings } from '../config/settings';
import { Database } from '../engines/database/database';
import type { NoteDraft } from '../notes/note';
import { NotesService } from '../notes/notes.service';
import { readSampleNote } from './sample-note';

const FOLDER = join(__dirname, '../../sample-notes');

/** This file lies in the data folder while the notes are loaded. A start that finds it goes on where the last one ended. */
const UNFINISHED = 'sample-notes.unfinished';

/** The notebook that an empty embedded database begins with, so that the first question has an answer. */
@Injectable()
export class SampleNotebook {
  private readonly logger = new Logger('Demo');

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly notes: NotesService,
  ) {}

  /**
   * Loads the sample notes where they are wanted and no note was ever written.
   *
   * States of a data folder:
   * - unwritten: no note was ever written. A start that wants the notes begins to load them.
   * - unfinished: the marker file lies in it. It is written before the first note and removed after the last. A start
   *   loads the notes whose titles are missing.
   * - written: some note was written, also when it is deleted by now. No start loads anything.
   * @returns how many were loaded
   */
  async load(): Promise<number> {
    const unfinished = join(this.settings.server.dataDir, UNFINISHED);
    if (!this.areWanted() || !(existsSync(unfinished) || (await this.isUnwritten()))) return 0;
    await writeFile(unfinished, '');
    const missing = await this.missing();
    for (const draft of missing) await this.notes.create(LOCAL_PRINCIPAL, draft);
    await rm(unfinished);
    this.logger.log(`Loaded ${missing.length} sample notes; DEMO_NOTES=false starts without them.`);
    return missing.length;
  }

  private areWanted(): boolean {
    const { server, auth } = this.settings;
    return server.demoNotes && this.database.embedded && auth.mode === 'none';
  }

  /** Marks outlive their notes. A person who deleted every sample note does not get them back. */
  private async isUnwritten(): Promise<boolean> {
    const text = "SELECT EXISTS (SELECT FROM trivet.marks WHERE corpus <> '*') AS written";
    const { rows } = await this.database.query<{ written: boolean }>({ text });
    return rows[0]?.written === false;
  }

  private async missing(): Promise<NoteDraft[]> {
    const { rows } = await this.database.query<{ title: string }>({ text: 'SELECT title FROM notes' });
    const titles = new Set(rows.map(({ title }) => title));
    const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.md')).sort();
    const drafts = await Promise.all(
      files.map(async (file) => readSampleNote(await readFile(join(FOLDER, file), 'utf8'))),
    );
    return drafts.filter(({ title }) => !titles.has(title)).map((draft) => ({ ...draft, workspace: null }));
  }
}
