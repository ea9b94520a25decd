import type { StampRow } from '../../src/core/freshness/stamp-query';
import { EPOCH } from '../../src/core/freshness/stamps';
import type { Retrieved } from '../../src/core/ports/retriever';
import type { Passage } from '../../src/core/ports/words';

export interface Note {
  readonly id: number;
  readonly topic: number;
  readonly words: string;
}

/** All notes and stamps at one moment. Never changed. */
interface Version {
  readonly notes: ReadonlyMap<string, readonly Note[]>;
  readonly stamps: ReadonlyMap<string, string>;
}

/**
 * A database of notes in memory, which remembers every version that it ever was.
 *
 * A stamp is the number of the change of its corpus. It is never used twice for a corpus, also not after lost
 * commits. It is often equal to that of another corpus, because stamps promise nothing across corpora.
 */
export class NotesInMemory {
  private readonly versions: Version[] = [{ notes: new Map(), stamps: new Map([[EPOCH, stampOf(0)]]) }];
  private readonly changes = new Map<string, number>();

  /** The present moment, as a number of versions. */
  get now(): number {
    return this.versions.length - 1;
  }

  /** Writes a note, or removes it when there are no words. */
  write(corpus: string, { words, ...note }: Omit<Note, 'words'> & { readonly words: string | null }): void {
    const others = this.notesOf(corpus, this.now).filter(({ id }) => id !== note.id);
    this.commit(corpus, words === null ? others : [...others, { ...note, words }]);
  }

  /** Makes a corpus what it was some versions ago, by a change like any other. */
  undo(corpus: string, versions: number): void {
    this.commit(corpus, this.notesOf(corpus, Math.max(0, this.now - versions)));
  }

  /** Fails over to a replica that lacks the last versions. Notes and stamps are what they were before those. */
  loseCommits(versions: number): void {
    this.versions.push(this.at(Math.max(0, this.now - versions)));
  }

  touchEpoch(): void {
    this.versions.push({ ...this.at(this.now), stamps: this.changed(EPOCH) });
  }

  stampRows(corpora: readonly string[]): StampRow[] {
    const { stamps } = this.at(this.now);
    return [EPOCH, ...corpora].flatMap((corpus) => {
      const stamp = stamps.get(corpus);
      return stamp === undefined ? [] : [{ corpus, stamp, marks: 1 }];
    });
  }

  /** What a retriever's one statement returns now. */
  search(corpora: readonly string[], topic: number, topK: number): Retrieved {
    return {
      passages: this.evidence(this.now, { corpora, topic, topK }),
      stamps: new Map(this.stampRows(corpora).map(({ corpus, stamp }) => [corpus, stamp])),
    };
  }

  /** The passages that the notes of a moment have on a topic, for an asker who reads these corpora. */
  evidence(
    moment: number,
    { corpora, topic, topK }: { corpora: readonly string[]; topic: number; topK: number },
  ): Passage[] {
    return corpora
      .flatMap((corpus) => this.notesOf(corpus, moment).map((note) => ({ ...note, corpus })))
      .filter((note) => note.topic === topic)
      .map(({ id, corpus, words }) => ({
        id: `${corpus}/${id}`,
        documentId: `note ${corpus}/${id}`,
        corpus,
        title: 'Title',
        section: [],
        content: words,
        similarity: 0.5,
      }))
      .sort((a, b) => compare(a.content + a.id, b.content + b.id))
      .slice(0, topK);
  }

  private commit(corpus: string, notes: readonly Note[]): void {
    const before = this.at(this.now).notes;
    this.versions.push({ notes: new Map(before).set(corpus, notes), stamps: this.changed(corpus) });
  }

  private changed(corpus: string): ReadonlyMap<string, string> {
    const change = (this.changes.get(corpus) ?? 0) + 1;
    this.changes.set(corpus, change);
    return new Map(this.at(this.now).stamps).set(corpus, stampOf(change));
  }

  private notesOf(corpus: string, moment: number): readonly Note[] {
    return this.at(moment).notes.get(corpus) ?? [];
  }

  private at(moment: number): Version {
    const version = this.versions[moment];
    if (!version) throw new RangeError(`There was no moment ${moment}.`);
    return version;
  }
}

function stampOf(change: number): string {
  return change.toString(16).padStart(32, '0');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
