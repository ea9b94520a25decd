/** A piece of a text that is no language, and what a reader is told of it. */
export interface DataCut {
  /** Offsets into the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** What it is, as the marker says it. */
  readonly kind: string;
  /** Of what the piece encodes, where that is known. */
  readonly bytes?: number;
  /** Words within the piece that stay, such as a picture's description. */
  readonly label?: string;
}

/** Letters and digits of no known kind. */
export const DATA = 'data';
export const MINIFIED = 'minified text';

/** What stands in the place of a cut, as in `A map [image data, 75 kB]` or `[data, 1,200 characters]`. */
export function markerOf({ start, end, kind, bytes, label }: DataCut): string {
  const size = bytes === undefined ? `${(end - start).toLocaleString('en-US')} characters` : sizeOf(bytes);
  const marker = `[${kind}, ${size}]`;
  return label === undefined || label === '' ? marker : `${label} ${marker}`;
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** How base64 of common files begins: the signatures of PNG, JPEG, GIF, SVG and PDF. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image data'],
  ['/9j/', 'image data'],
  ['R0lGOD', 'image data'],
  ['PHN2Zy', 'image data'],
  ['JVBERi0', 'PDF data'],
];

/** The kind of a run in base64, and its size where the kind is known. */
export function kindOfBase64(run: string): Pick<DataCut, 'kind' | 'bytes'> {
  const kind = SIGNATURES.find(([signature]) => run.startsWith(signature))?.[1];
  return kind === undefined ? { kind: DATA } : { kind, bytes: decodedBytes(run.length) };
}

export function decodedBytes(base64Chars: number): number {
  return Math.floor((base64Chars * 3) / 4);
}
