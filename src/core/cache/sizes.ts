import type { Passage } from '../words';

/** Two bytes a character: V8 keeps Latin-1 in one, so this errs upwards and the bound in bytes holds. */
export function textBytes(text: string): number {
  return 2 * text.length;
}

/** Ids, similarity and the object around a passage. */
const PASSAGE_OVERHEAD_BYTES = 300;

export function passagesBytes(passages: readonly Passage[]): number {
  return passages.reduce(
    (sum, { title, content }) => sum + PASSAGE_OVERHEAD_BYTES + textBytes(title) + textBytes(content),
    0,
  );
}
