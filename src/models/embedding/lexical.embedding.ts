import { setImmediate as nextTurn } from 'node:timers/promises';
import { EmbeddingModel } from '../../core';
import { toUnitLength } from './unit-vector';

const DIMENSIONS = 384;
const MAX_TOKENS = 512;
const CHARACTERS_PER_TOKEN = 4;
const SHORTEST_NGRAM = 3;
const LONGEST_NGRAM = 5;

/** Fowler, Noll, Vo: 32-bit FNV-1a (RFC 9923). */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Keeps each stay on the event loop to a few milliseconds. */
const TEXTS_PER_TURN = 8;

/**
 * Of XQuAD's questions, 0.3 % lie below it with their own paragraph, and 17 % with paragraphs of other articles. So
 * it drops little. A higher floor would drop answers: .10 would lose 1.2 %. Measured 2026-11-21 with
 * bench/relevance-floor.ts.
 */
const RELEVANCE_FLOOR = 0.05;

/**
 * Texts that share letter sequences are near. It finds spellings and inflections, not meanings. It needs no model
 * file and no thread, and gives the same vector on every machine.
 *
 * It takes the 3- to 5-grams of each word with its boundaries, as in fastText (Bojanowski et al. 2017, "Enriching
 * Word Vectors with Subword Information"). Signed feature hashing puts them into 384 numbers (Weinberger et al. 2009,
 * "Feature Hashing for Large Scale Multitask Learning"). The sign makes collisions cancel out on average.
 */
export class LexicalEmbedding extends EmbeddingModel {
  /** Raise the number when the vector of any text changes. */
  readonly modelId = 'lexical-char35-384-v1';
  readonly name = 'lexical';
  readonly dimensions = DIMENSIONS;
  readonly maxTokens = MAX_TOKENS;
  readonly relevanceFloor = RELEVANCE_FLOOR;
  override readonly isSparse = true;

  /** @throws the reason of `signal` when it has fired */
  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      signal?.throwIfAborted();
      vectors.push(lexicalVector(text));
      if (vectors.length % TEXTS_PER_TURN === 0) await nextTurn();
    }
    return vectors;
  }

  /** Exact. A token of this model is four UTF-16 units, so that a chunk has one size in every script. */
  countTokens(texts: readonly string[]): Promise<number[]> {
    return Promise.resolve(texts.map((text) => Math.ceil(text.length / CHARACTERS_PER_TOKEN)));
  }
}

/** `Float32Array[384]` of unit length. A text without a letter or digit gives the first axis. */
function lexicalVector(text: string): Float32Array {
  const vector = new Float64Array(DIMENSIONS);
  for (const [ngram, count] of ngramCounts(text.slice(0, MAX_TOKENS * CHARACTERS_PER_TOKEN))) {
    const hash = mix(ngram);
    const axis = (hash >>> 1) % DIMENSIONS;
    // Sublinear: a word said ten times must not drown the others.
    const weight = 1 + Math.log(count);
    vector[axis] = (vector[axis] ?? 0) + (hash & 1 ? weight : -weight);
  }
  return toUnitLength(vector) ?? Float32Array.from(vector, (_, axis) => (axis === 0 ? 1 : 0));
}

/** How often each n-gram occurs, by its hash. Of a text's some thousand n-grams, two hardly ever share 32 bits. */
function ngramCounts(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [word] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    for (const hash of ngramHashes(` ${word} `)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  return counts;
}

/** FNV-1a over code points. The hash of an n-gram continues into that of the next longer one. */
function* ngramHashes(paddedWord: string): Generator<number> {
  const codePoints = Array.from(paddedWord, (character) => character.codePointAt(0) ?? 0);
  for (let start = 0; start + SHORTEST_NGRAM <= codePoints.length; start += 1) {
    let hash = FNV_OFFSET;
    const ngram = codePoints.slice(start, start + LONGEST_NGRAM);
    for (const [last, codePoint] of ngram.entries()) {
      hash = Math.imul(hash ^ codePoint, FNV_PRIME);
      if (last + 1 >= SHORTEST_NGRAM) yield hash;
    }
  }
}

/** The finalizer of MurmurHash3 (Appleby 2011), because FNV leaves the low bits uneven. Unsigned, 32 bits. */
function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
