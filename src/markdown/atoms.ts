/**
 * What no cut may go through: code spans, links and images, wiki links and embeds, HTML tags, and addresses. All repeats
 * are bounded, so that hostile text costs time in proportion to its length.
 */
const ATOM = new RegExp(
  [
    /(?<tick>(?<!`)`{1,2}(?!`))(?:[^`]|(?!\k<tick>(?!`))`{1,2}(?!`)){1,500}?\k<tick>(?!`)/,
    /!?\[\[[^[\]]{1,300}\]\]/,
    /!?\[(?:[^[\]]|\[[^[\]]{0,200}\]){1,300}\](?:\((?:[^()\n]|\([^()\n]{0,200}\)){0,1000}\)|\[[^[\]]{0,200}\])/,
    /<(?:\/?[a-zA-Z][^<>]{0,500}|[a-zA-Z][a-zA-Z0-9+.-]{1,20}:[^<>\s]{1,2000}|!--[^>]{0,1000}--)>/,
    /(?<![a-zA-Z0-9])(?:[a-zA-Z][a-zA-Z0-9+.-]{1,20}:\/\/|www\.)[^\s<>"`[\]]{1,2000}/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** Of a bare address: a full stop behind it, or a bracket that it did not open, is the sentence's. */
const TRAILING = /[.,;:!?'"*_~)\]}]+$/u;

/** @returns the ranges `[start, end)` of the text's atoms, in order */
export function atomsIn(text: string): (readonly [start: number, end: number])[] {
  return Array.from(text.matchAll(ATOM), ({ index, 0: atom }) => {
    const isBare = !/^[`![<]/.test(atom);
    return [index, index + (isBare ? withoutTrailing(atom) : atom).length] as const;
  });
}

/** The text with every atom as one word of the same length. */
export function maskAtoms(text: string): string {
  let masked = '';
  let from = 0;
  for (const [start, end] of atomsIn(text)) {
    masked += `${text.slice(from, start)}X${'x'.repeat(end - start - 1)}`;
    from = end;
  }
  return masked + text.slice(from);
}

function withoutTrailing(address: string): string {
  const [trailing] = TRAILING.exec(address) ?? [];
  if (trailing === undefined) return address;
  const closes = trailing.lastIndexOf(')') + 1;
  const isOwn = closes > 0 && address.split('(').length === address.split(')').length;
  return address.slice(0, address.length - trailing.length + (isOwn ? closes : 0));
}
