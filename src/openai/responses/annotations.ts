import type { UrlCitation } from '../../telling/answer.schema';

/** Kept for as long as the citations are: no hit is serialized twice. */
const rendered = new WeakMap<readonly UrlCitation[], readonly string[]>();

/** JSON of each annotation of a text, as https://platform.openai.com/docs/api-reference/responses/object has them. */
export function annotationsOf(citations: readonly UrlCitation[]): readonly string[] {
  const before = rendered.get(citations);
  if (before) return before;
  const annotations = citations.map((citation) => JSON.stringify({ type: 'url_citation', ...citation }));
  rendered.set(citations, annotations);
  return annotations;
}
