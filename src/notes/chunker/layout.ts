import { cutLeaf } from './cut';
import { pack } from './pack';
import type { Frame, Part } from './part';
import type { TokenCounts } from './token-counts';

/** A range of the body that makes one chunk. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly frame?: Frame | undefined;
}

/** Tokens that are free where a part is to be put, and the frame around it. */
interface Room {
  readonly limit: number;
  readonly frame?: Frame | undefined;
}

/** Characters of an item that rank the cut before it. They tell items apart, and are few enough to outlive most edits. */
const OPENING_CHARS = 32;
/** Overlap, a frame or a heading takes at most this share of a chunk. Otherwise pieces would hold little of their own. */
const EXTRA_SHARE = 0.25;

/** Cuts parts into spans. It counts pieces only when it has to cut a part that was counted whole. */
export class Layout {
  private readonly cuts = new Map<Part, Part>();
  private readonly weights = new Map<Part, number>();
  private wanted: { readonly leaf: Part; readonly limit: number }[] = [];

  constructor(
    private readonly body: string,
    private readonly options: { readonly counts: TokenCounts; readonly overlapTokens: number },
  ) {}

  /** The texts that must be counted before `spans`. */
  texts(parts: readonly Part[]): string[] {
    const texts: string[] = [];
    const visit = (part: Part): void => {
      if (part.frame) texts.push(part.frame.before, part.frame.after);
      if (part.parts.length === 0) texts.push(this.text(part));
      else part.parts.forEach(visit);
    };
    parts.forEach(visit);
    return texts;
  }

  /** @param rooms parts, and the tokens that a chunk of each may take */
  async spans(rooms: readonly { readonly part: Part; readonly limit: number }[]): Promise<Span[][]> {
    for (;;) {
      this.wanted = [];
      const spans = rooms.map(({ part, limit }) => this.layOut(part, { limit }));
      if (this.wanted.length === 0) return spans;
      for (const { leaf, limit } of this.wanted) {
        this.cuts.set(leaf, cutLeaf(leaf, { body: this.body, maxChars: limit }));
      }
      const cuts = this.wanted.flatMap(({ leaf }) => this.cuts.get(leaf) ?? []);
      await this.options.counts.learn(this.texts(cuts));
    }
  }

  /** The sum over its leaves, which is the most that the text takes. Leaves end at white space or at a sentence's end. */
  private weigh(part: Part): number {
    const known = this.weights.get(part);
    if (known !== undefined) return known;
    const leaf = part.parts.length === 0;
    const tokens = leaf
      ? this.options.counts.of(this.text(part))
      : sum(part.parts.map((child) => this.weigh(child)));
    this.weights.set(part, tokens);
    return tokens;
  }

  private layOut(part: Part, room: Room): Span[] {
    if (this.weigh(part) <= room.limit || this.isOneCharacter(part)) {
      return [{ start: part.start, end: part.end, frame: room.frame }];
    }
    if (part.headed) return this.layOutHeaded(part, room);
    const open = part.parts.length > 0 ? part : this.cuts.get(part);
    if (!open) {
      this.wanted.push({ leaf: part, limit: room.limit });
      return [];
    }
    const inner = this.inside(open.frame, room);
    if (open.join === 'apart') return open.parts.flatMap((piece) => this.layOut(piece, inner));
    const overlap = open.join === 'overlapping' ? Math.min(this.options.overlapTokens, extra(inner)) : 0;
    return this.layOutParts(open.parts, { ...inner, overlap });
  }

  /** Parts too long for a chunk get chunks of their own. The runs between them are packed. */
  private layOutParts(parts: readonly Part[], room: Room & { overlap: number }): Span[] {
    const spans: Span[] = [];
    let run: Part[] = [];
    for (const part of parts) {
      if (this.weigh(part) <= room.limit - room.overlap) {
        run.push(part);
        continue;
      }
      spans.push(...this.packed(run, room), ...this.layOut(part, { limit: room.limit, frame: room.frame }));
      run = [];
    }
    return [...spans, ...this.packed(run, room)];
  }

  private packed(run: readonly Part[], { limit, overlap, frame }: Room & { overlap: number }): Span[] {
    const items = run.map((part) => ({ part, tokens: this.weigh(part), opening: this.opening(part) }));
    return pack(items, limit - overlap).map(([from, to]) => {
      let first = from;
      let shared = 0;
      for (; from > 0 && first > 0; first -= 1) {
        const more = items[first - 1]?.tokens ?? 0;
        if (shared + more > overlap) break;
        shared += more;
      }
      const start = items[first]?.part.start ?? 0;
      const end = items[to - 1]?.part.end ?? start;
      return { start, end, frame };
    });
  }

  /** The block's first piece leaves room for the heading, unless that would cost all its pieces too much. */
  private layOutHeaded(part: Part, room: Room): Span[] {
    const [heading, block] = part.parts;
    if (!heading || !block) return [];
    const tokens = this.weigh(heading);
    if (tokens > extra(room)) return [...this.layOut(heading, room), ...this.layOut(block, room)];
    const [first, ...rest] = this.layOut(block, { ...room, limit: room.limit - tokens });
    return first ? [{ ...first, start: heading.start }, ...rest] : [];
  }

  private inside(frame: Frame | undefined, room: Room): Room {
    const tokens = this.frameTokens(frame);
    return frame && tokens <= extra(room) ? { limit: room.limit - tokens, frame } : room;
  }

  private frameTokens(frame: Frame | undefined): number {
    return frame ? this.options.counts.of(frame.before) + this.options.counts.of(frame.after) : 0;
  }

  private isOneCharacter({ start, end }: Part): boolean {
    return end - start <= ((this.body.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
  }

  private opening(part: Part): string {
    return this.body.slice(part.start, Math.min(part.end, part.start + OPENING_CHARS)).trim();
  }

  private text(part: Part): string {
    return this.body.slice(part.start, part.end);
  }
}

function extra({ limit }: Room): number {
  return Math.floor(limit * EXTRA_SHARE);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
