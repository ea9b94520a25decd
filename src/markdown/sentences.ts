const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * At every step `Intl.Segmenter` takes time in proportion to its whole input, so it gets pieces. 205,000 characters
 * take 1.4 s whole and 0.03 s in pieces.
 */
const PIECE = 1_000;

/**
 * Where the sentences of `text` begin (UAX #29, which works for scripts without spaces too). A line end is no
 * sentence end, because most are only wrapping.
 * @returns offsets in ascending order, the first 0
 */
export function sentenceStarts(text: string): number[] {
  const flat = text.replaceAll(/[\r\n\u2028\u2029\u0085]/g, ' ');
  const starts: number[] = [];
  let from = 0;
  while (from < flat.length) {
    const piece = flat.slice(from, from + PIECE);
    const found = Array.from(sentences.segment(piece), ({ index }) => from + index);
    const whole = from + PIECE >= flat.length || found.length < 2;
    starts.push(...(whole ? found : found.slice(0, -1)));
    // The last sentence may go on behind the piece, so the next piece begins with it.
    from = whole ? from + PIECE : (found.at(-1) ?? flat.length);
  }
  return starts.length > 0 ? starts : [0];
}
