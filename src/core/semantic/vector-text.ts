import { toSql } from 'pgvector';

/** A vector as pgvector reads it, `[0.1,0.2,…]`. Single precision survives the way there and back. */
export function vectorText(vector: Float32Array): string {
  return String(toSql(Array.from(vector)));
}
