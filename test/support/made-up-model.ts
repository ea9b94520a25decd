import { createHash } from 'node:crypto';
import { EmbeddingModel } from '../../src/core';
import { gaussian, seeded, unit } from './seeded';

/** A model whose vectors a test decides, at once: so what is measured is everything but the model. */
export class MadeUpModel extends EmbeddingModel {
  readonly name = 'made up';
  readonly maxTokens = 512;
  readonly relevanceFloor = 0;

  /** @param vectors what the texts of notes get by their hash, of unit length */
  constructor(
    readonly modelId: string,
    readonly vectors: readonly Float32Array[],
    private readonly spread: number,
    /** Wins over the hash where it knows a text. */
    private readonly taught: (text: string) => Float32Array | undefined = () => undefined,
  ) {
    super();
  }

  get dimensions(): number {
    return this.vectors[0]?.length ?? 0;
  }

  embed(texts: readonly string[]): Promise<Float32Array[]> {
    return Promise.resolve(texts.map((text) => this.vectorOf(text)));
  }

  countTokens(texts: readonly string[]): Promise<number[]> {
    return Promise.resolve(texts.map(({ length }) => Math.ceil(length / 4)));
  }

  private vectorOf(text: string): Float32Array {
    const taught = this.taught(text);
    if (taught) return taught;
    const hash = createHash('sha256').update(text).digest();
    const base = this.vectors[hash.readUInt32LE(0) % this.vectors.length];
    if (!base) throw new Error('The model has no vectors.');
    return near(base, this.spread, hash.readUInt32LE(4));
  }
}

/** Another vector of unit length. The further away, the larger `spread`: 1 is 45 degrees. */
export function near(vector: Float32Array, spread: number, seed: number): Float32Array {
  const next = gaussian(seeded(seed));
  const size = spread / Math.sqrt(vector.length);
  return unit(vector.map((x) => x + next() * size));
}
