import { DATA, type DataCut, decodedBytes, markerOf, MINIFIED } from './data-cut';
import { minifiedLines, wrappedData } from './data-lines';
import { dataUris } from './data-uris';
import { opaqueRuns } from './opaque-runs';

/** A text whose words and lines are all shorter has nothing to cut. */
const SHORT_WORD = 60;
const SHORT_LINE = 1_000;

/**
 * The text with a marker in the place of each piece that is no language: data URIs, long base64 and keys, minified
 * lines. An embedding of those says nothing, and would take a model's whole time. Takes linear time.
 *
 * What people look up stays: identifiers, hashes, keys of common length, addresses, code as people write it.
 * @returns `text` itself where nothing is cut
 */
export function withoutData(text: string): string {
  if (!mayHoldData(text)) return text;
  const found = merged([...dataUris(text), ...wrappedData(text), ...opaqueRuns(text)], text);
  const cuts = merged([...found, ...minifiedLines(text, found)], text);
  if (cuts.length === 0) return text;
  let from = 0;
  const kept = cuts.map((cut) => {
    const before = text.slice(from, cut.start);
    from = cut.end;
    return before + markerOf(cut);
  });
  return kept.join('') + text.slice(from);
}

/** Nearly every note ends here. 200,000 characters take less than a millisecond. */
function mayHoldData(text: string): boolean {
  let word = 0;
  let line = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) line = 0;
    else line += 1;
    word = code <= 32 ? 0 : word + 1;
    if (word >= SHORT_WORD || line >= SHORT_LINE) return true;
  }
  return false;
}

/** In order, without overlaps. Data with nothing but blanks between is one piece. */
function merged(cuts: readonly DataCut[], text: string): DataCut[] {
  const whole: DataCut[] = [];
  for (const cut of cuts.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = whole.at(-1);
    if (last && cut.start < last.end) whole.splice(-1, 1, { ...last, end: Math.max(last.end, cut.end) });
    else if (last && goesOn(cut, last) && /^[\s>]*$/.test(text.slice(last.end, cut.start)))
      whole.splice(-1, 1, joined(last, cut));
    else whole.push(cut);
  }
  return whole;
}

function goesOn({ kind, label }: DataCut, last: DataCut): boolean {
  return label === undefined && (kind === DATA || (kind === MINIFIED && last.kind === MINIFIED));
}

/** What follows a picture's first line is the rest of the picture. */
function joined(last: DataCut, cut: DataCut): DataCut {
  const bytes = last.bytes === undefined ? {} : { bytes: last.bytes + decodedBytes(cut.end - cut.start) };
  return { ...last, end: cut.end, ...bytes };
}
