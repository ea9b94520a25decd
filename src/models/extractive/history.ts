import type { PromptPassage } from '../../core';

/** Titles and headings over what was changed from version to version. */
const HISTORY =
  /\b(?:change ?log|release notes?|(?:release|version) history|history of changes|what(?:'|’)s new)\b/i;
/** A heading that is a version, as "## 2.39.1" and "## v5.0 2019-06-20" are. */
const VERSION = /^\W*v?\.?\d+\.\d+(?:\.\d+)?\b/i;

const ABOUT_HISTORY =
  /\b(?:since|in (?:which|what) (?:version|release)|chang(?:e|ed|es|elog)|new|added|removed|introduced|fixed|dropped|deprecated|released?|history|migrat\w*|upgrad\w*)\b/i;

/** Whether a question asks what was changed, and when. */
export function asksForHistory(question: string): boolean {
  return ABOUT_HISTORY.test(question);
}

/** Whether a passage tells what was changed. It names everything, and explains nothing. */
export function isHistory({ title, section }: Pick<PromptPassage, 'title' | 'section'>): boolean {
  return [title, ...section].some((line) => HISTORY.test(line)) || section.some((line) => VERSION.test(line));
}
