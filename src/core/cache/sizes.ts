import type { Answer, Passage } from '../ports/words';

/** Two bytes a character: V8 keeps Latin-1 in one, so this errs upwards and the bound in bytes holds. */
export function textBytes(text: string): number {
  return 2 * text.length;
}

/** The object of a call and its place in the list (measured as for passages: 90–110). */
const CALL_OVERHEAD_BYTES = 120;

/** Of its text and of what it calls. */
export function answerBytes({ text, calls = [] }: Pick<Answer, 'text' | 'calls'>): number {
  const called = calls.reduce(
    (sum, call) => sum + CALL_OVERHEAD_BYTES + textBytes(call.name) + textBytes(call.arguments),
    0,
  );
  return textBytes(text) + called;
}

/** Ids, similarity and the object around a passage (measured: 360–370 with UUIDs as ids, five to an entry; Node 20.20), and 40 of an incarnation. */
const PASSAGE_OVERHEAD_BYTES = 420;

/** Header and array slot of a heading's string (measured: 28–36). */
const HEADING_OVERHEAD_BYTES = 40;

export function passagesBytes(passages: readonly Passage[]): number {
  return passages.reduce((sum, passage) => sum + passageBytes(passage), 0);
}

function passageBytes({ title, section, content }: Passage): number {
  const headings = section.reduce((sum, heading) => sum + HEADING_OVERHEAD_BYTES + textBytes(heading), 0);
  return PASSAGE_OVERHEAD_BYTES + textBytes(title) + headings + textBytes(content);
}
