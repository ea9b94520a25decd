import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { LOCAL_PRINCIPAL } from '../auth/local-principal';
import { Settings } from '../config/settings';
import { Database } from '../database/database';
import type { NoteDraft } from '../notes/note';
import { NotesService } from '../notes/notes.service';
import { readSampleNote } from './sample-note';

const FOLDER = join(__dirname, '../../sample-notes');

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
   * @returns how many were loaded
   */
  async load(): Promise<number> {
    if (!(await this.isWanted())) return 0;
    const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.md')).sort();
    for (const file of files) await this.notes.create(LOCAL_PRINCIPAL, await this.read(file));
    this.logger.log(`Loaded ${files.length} sample notes; DEMO_NOTES=false starts without them.`);
    return files.length;
  }

  private async isWanted(): Promise<boolean> {
    const { server, auth } = this.settings;
    if (!server.demoNotes || !this.database.embedded || auth.mode !== 'none') return false;
    // Marks outlive their notes: somebody who deleted every sample note does not get them back.
    const { rows } = await this.database.query<{ written: boolean }>({
      text: "SELECT EXISTS (SELECT FROM trivet.marks WHERE corpus <> '*') AS written",
    });
    return rows[0]?.written === false;
  }

  private async read(file: string): Promise<NoteDraft> {
    return { ...readSampleNote(await readFile(join(FOLDER, file), 'utf8')), workspace: null };
  }
}
