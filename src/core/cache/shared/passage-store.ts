import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Clock } from '../../ports/clock';
import type { Passage } from '../../ports/words';
import { citationName, citationOf, type Citation } from '../erasure/citation';
import { ErasedLately } from '../erasure/erased-lately';
import { cacheKey, type CacheKey } from '../../question/keys';
import { passagesBytes } from '../sizes';
import { decode, encode } from './codec';
import type { PassageRef } from './entry-codec';
import type { QuotedEntries, QuotedEntry } from './quoted-entries';
import type { RemoteStore } from './remote-store';

/** A passage without what only one question knows of it. */
type PassageText = Omit<Passage, 'similarity'>;

interface Known {
  readonly text: PassageText;
  /** Until when the shared store has it at least, Unix milliseconds. */
  readonly storedUntil: number;
  /** When this process last used it there, Unix milliseconds. */
  readonly touchedAt: number;
}

/**
 * A passage that this process reads from its memory is touched in the shared store this often; ms. A Redis with `allkeys-lru`
 * knows of no other use, and evicts first what is asked for most.
 */
const TOUCH_EVERY_MS = 60_000;

export interface PassageStoreOptions {
  readonly store: RemoteStore;
  readonly quoted: QuotedEntries;
  readonly clock: Clock;
  /** Longest life of an entry that may refer to a passage. */
  readonly ttlMs: number;
  /** Bound on passages remembered in this process. */
  readonly maxBytes: number;
}

const textSchema: z.ZodType<PassageText> = z.strictObject({
  id: z.string(),
  documentId: z.string(),
  corpus: z.string(),
  incarnation: z.string().optional(),
  title: z.string(),
  section: z.array(z.string()),
  content: z.string(),
});

/**
 * The words of passages in the shared store, each once however many questions retrieved it. Entries refer to a passage by a hash
 * of all that it is, so what comes back proves itself. With five passages of 750 characters in each of two layers, 10,000
 * questions would hold 40 MB of copies.
 */
export class PassageStore {
  private readonly known: LRUCache<CacheKey, Known>;
  private readonly erased = new ErasedLately();

  constructor(private readonly options: PassageStoreOptions) {
    this.known = new LRUCache({
      maxSize: Math.max(1, options.maxBytes),
      sizeCalculation: ({ text }) => passagesBytes([{ ...text, similarity: 0 }]),
    });
  }

  /**
   * Stores what the shared store may not have; what this process stored lately is not sent again.
   * @throws {RemoteDownError}
   */
  async put(passages: readonly Passage[]): Promise<void> {
    const { clock, ttlMs } = this.options;
    const now = clock.now();
    const until = now + ttlMs;
    const byRef = new Map(passages.map((each) => [refOf(each), each]));
    const isHeld = (ref: CacheKey): boolean => (this.known.get(ref)?.storedUntil ?? 0) >= until;
    const held = [...byRef].filter(([ref]) => isHeld(ref));
    for (const [ref] of held) byRef.delete(ref);
    // What is new is sent at once, before the entry that refers to it.
    await Promise.all([this.send(byRef, now), this.touch(held.map(([ref]) => ref))]);
    const evicted = held.filter(([ref]) => !isHeld(ref));
    await this.send(new Map(evicted), now);
  }

  /**
   * The passages of many entries, in one command at most.
   * @returns per entry its passages; null when one of them is gone or is not what its reference says
   * @throws {RemoteDownError}
   */
  async takeMany(entries: readonly (readonly PassageRef[])[]): Promise<(readonly Passage[] | null)[]> {
    const texts = await this.textsOf(entries.flatMap((refs) => refs.map(([ref]) => ref)));
    return entries.map((refs) => passagesOf(refs, texts));
  }

  /**
   * Lets passages that this process reads from its memory count as used in the shared store. One that is there no more is sent
   * again by the next entry that refers to it.
   * @throws {RemoteDownError}
   */
  async touch(refs: readonly CacheKey[]): Promise<void> {
    const now = this.options.clock.now();
    const due: { readonly key: CacheKey; readonly cites: readonly Citation[] }[] = [];
    for (const key of refs) {
      const known = this.known.peek(key);
      if (!known || known.touchedAt + TOUCH_EVERY_MS > now) continue;
      // Before the answer, so that no other look-up asks too.
      this.known.set(key, { ...known, touchedAt: now });
      due.push({ key, cites: [citationOf(known.text)] });
    }
    if (due.length === 0 || (await this.options.quoted.touch(due))) return;
    for (const { key } of due) {
      const known = this.known.peek(key);
      if (known) this.known.set(key, { ...known, storedUntil: 0 });
    }
  }

  /**
   * Makes this process forget the words of documents, and for a while learn none. It goes through all passages that it knows: an
   * index would cost every passage what only erasures need.
   */
  forgetDocuments(citations: readonly Citation[]): void {
    for (const citation of citations) this.erased.note(citation);
    const names = new Set(citations.map(citationName));
    for (const [ref, { text }] of this.known)
      if (names.has(citationName(citationOf(text)))) this.known.delete(ref);
  }

  private async send(passages: ReadonlyMap<CacheKey, Passage>, now: number): Promise<void> {
    if (passages.size === 0) return;
    const { ttlMs, quoted } = this.options;
    // Twice as long as needed, so that it is sent again only after that.
    const storedUntil = now + 2 * ttlMs;
    for (const [ref, each] of passages)
      this.remember(ref, { text: textOf(each), storedUntil, touchedAt: now });
    try {
      await quoted.put([...passages].map(([ref, each]) => entryOf(ref, each, 2 * ttlMs)));
    } catch (error) {
      for (const ref of passages.keys()) this.known.delete(ref);
      throw error;
    }
  }

  private remember(ref: CacheKey, known: Known): void {
    if (!this.erased.hasAnyOf([citationOf(known.text)])) this.known.set(ref, known);
  }

  /** Collected and not read back from memory, which may hold less than one entry refers to. */
  private async textsOf(refs: readonly CacheKey[]): Promise<Map<CacheKey, PassageText>> {
    const texts = new Map<CacheKey, PassageText>();
    for (const ref of refs) {
      const known = this.known.get(ref);
      if (known) texts.set(ref, known.text);
    }
    // Nobody waits for it, and the link counts what fails.
    void this.touch([...texts.keys()]).catch(() => undefined);
    const missing = [...new Set(refs)].filter((ref) => !texts.has(ref));
    if (missing.length === 0) return texts;
    const found = await this.options.store.getMany(missing);
    missing.forEach((ref, at) => {
      const text = decode(found[at] ?? Buffer.alloc(0), textSchema)?.value;
      if (!text || refOf(text) !== ref) return;
      texts.set(ref, text);
      // How much longer the store has it is not known. So the next entry that refers to it sends it again.
      this.remember(ref, { text, storedUntil: 0, touchedAt: this.options.clock.now() });
    });
    return texts;
  }
}

/** How an entry refers to its passages. */
export function refsOf(passages: readonly Passage[]): PassageRef[] {
  return passages.map((passage) => [refOf(passage), passage.similarity]);
}

function passagesOf(
  refs: readonly PassageRef[],
  texts: ReadonlyMap<CacheKey, PassageText>,
): readonly Passage[] | null {
  const passages: Passage[] = [];
  for (const [ref, similarity] of refs) {
    const text = texts.get(ref);
    if (!text) return null;
    passages.push({ ...text, similarity });
  }
  return passages;
}

function entryOf(ref: CacheKey, passage: Passage, ttlMs: number): QuotedEntry {
  return { key: ref, bytes: encode(textOf(passage)), ttlMs, cites: [citationOf(passage)] };
}

function refOf({ id, documentId, corpus, incarnation, title, section, content }: PassageText): CacheKey {
  const parts = [id, documentId, corpus, title, section, content];
  return cacheKey('passage', incarnation ? [...parts, incarnation] : parts);
}

/** Without an incarnation it is as versions wrote it that knew of none. */
function textOf({ id, documentId, corpus, incarnation, title, section, content }: PassageText): PassageText {
  const text = { id, documentId, corpus, title, section, content };
  return incarnation ? { ...text, incarnation } : text;
}
