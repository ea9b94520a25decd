/** A vector as its own raw bytes, 1,536 for 384 numbers; a view, not a copy. */
export function bytesOfVector(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** @returns null for bytes that are no vector of so many finite numbers */
export function vectorOfBytes(bytes: Buffer, dimensions: number): Float32Array | null {
  if (bytes.byteLength !== dimensions * Float32Array.BYTES_PER_ELEMENT) return null;
  // A copy: a driver's buffer may begin at an address that Float32Array cannot read from.
  const vector = new Float32Array(Uint8Array.from(bytes).buffer);
  return vector.every((number) => Number.isFinite(number)) ? vector : null;
}
