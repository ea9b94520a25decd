import type { UrlCitation } from '../../telling/answer.schema';
import { citationsOf } from '../../telling/citations/citations';
import type { Told } from '../../telling/told';

export const NO_ANNOTATIONS = '[]';

/** Kept for as long as the citations are: no hit is serialized twice. */
const rendered = new WeakMap<readonly UrlCitation[], string>();

/** The `annotations` of a message, as https://platform.openai.com/docs/api-reference/chat/object has them. */
export function annotationsJson(told: Told, address: string): string {
  const citations = citationsOf(told, address);
  if (citations.length === 0) return NO_ANNOTATIONS;
  const before = rendered.get(citations);
  if (before !== undefined) return before;
  const json = JSON.stringify(
    citations.map((citation) => ({ type: 'url_citation', url_citation: citation })),
  );
  rendered.set(citations, json);
  return json;
}
