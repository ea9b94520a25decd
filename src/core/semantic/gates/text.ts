/** Ways of typing that change no word: quotes, contractions, times, units that cling to a number. */

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/[’‘`´]/g, "'"],
  [/[“”«»]/g, '"'],
  [/\b(can) ?(?:n'?t|'?t|not)\b/gi, '$1 not'],
  [/\b(what|where|when|who|how|that)s\b/gi, '$1 is'],
  [/\b(what|where|when|who|how) ?'?re\b/gi, '$1 are'],
  [/\b(i)ve\b/gi, '$1 have'],
  [/\bim\b/g, 'I am'],
  [/\bno ?\. ?of\b/gi, 'number of'],
  [/\bwo n't\b|\bwon'?t\b/gi, 'will not'],
  [/\b(do|does|did|is|are|was|were|has|have|had|would|could|should|must) ?n'?t\b/gi, '$1 not'],
  [/\b(what|where|when|who|how|why|that|there|it|here) ?'s\b/gi, '$1 is'],
  [/\b(i|you|we|they|he|she|it|there) ?'(?:ll)\b/gi, '$1 will'],
  [/\b(i|you|we|they) ?'ve\b/gi, '$1 have'],
  [/\b(you|we|they) ?'re\b/gi, '$1 are'],
  [/\bi ?'m\b/gi, 'I am'],
  [/\bi ?'d like\b/gi, 'I would like'],
  [/(?<=[\p{L}\p{N}]) ?'s\b/gu, ''],
  [/(?<=s)'(?=\s|$)/gi, ''],
];

const QUANTITIES: readonly (readonly [RegExp, string])[] = [
  [/(\d),(?=\d{3}\b)/g, '$1'],
  [/[$](\d[\d.]*)/g, '$1 dollar'],
  [/£(\d[\d.]*)/g, '$1 gbp'],
  [/€(\d[\d.]*)/g, '$1 euro'],
  [/(\d) ?%/g, '$1 percent'],
  [/\b(\d+(?:\.\d+)?)k\b/gi, '$1000'],
  [/\bv(?=\d)/gi, 'version '],
  [
    /\b(\d+(?:\.\d+)?)(kg|mg|g|km|cm|mm|m|lbs?|oz|ml|l|tb|gb|mb|kb|ms|hrs?|h|mins?|min|secs?|s|days?|weeks?)\b/gi,
    '$1 $2',
  ],
  [/\b1st\b/gi, 'first'],
  [/\b2nd\b/gi, 'second'],
  [/\b(\d+)(?:st|nd|rd|th)\b/gi, '$1'],
];

const CLOCK = /\b(\d{1,2})(?:[:.](\d\d))? ?([ap])\.? ?m\b\.?|\b(\d{1,2}):(\d\d)\b/gi;

/** @returns the question as it is read: one form for what can be typed in several */
export function plainText(question: string): string {
  let text = question.normalize('NFC');
  for (const [form, plain] of CONTRACTIONS) text = text.replace(form, plain);
  text = text
    .replace(CLOCK, clockTime)
    .replace(/\bnoon\b/gi, '720oclock')
    .replace(/\bmidnight\b/gi, '0oclock');
  for (const [form, plain] of QUANTITIES) text = text.replace(form, plain);
  return text;
}

/** Minutes after midnight; what may be in the morning or in the evening stays as it was typed. */
function clockTime(...[typed, hour, minute, half, hour24, minute24]: string[]): string {
  if (half !== undefined && half !== '') {
    const hours = (Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
    return `${60 * hours + Number(minute ?? 0)}oclock`;
  }
  const isSure = Number(hour24) >= 13 || hour24?.startsWith('0');
  return isSure
    ? `${60 * Number(hour24) + Number(minute24)}oclock`
    : (typed ?? '').replace(':', '.').concat('clock');
}
