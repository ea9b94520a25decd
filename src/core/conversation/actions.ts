import { withoutEnd } from './topics';

/** What a question wants to do, behind "how do I" or "does it take to". English. */
const WANTED = [
  /^how (?:do|can|should|must|would|could) (?:i|we|you|one|somebody) (?<action>.+)$/iu,
  /^(?:can|may|should|must|could) (?:i|we|you) (?<action>.+)$/iu,
  /^how to (?<action>.+)$/iu,
  /\b(?:takes?|took|need(?:ed)?|necessary|possible|allowed|able|best way) to (?<action>.+)$/iu,
];

/** @returns `restart the web shop` for `How do I restart the web shop?`; null where nothing is to be done */
export function actionOf(question: string): string | null {
  const text = withoutEnd(question);
  for (const pattern of WANTED) {
    const action = pattern.exec(text)?.groups?.['action'];
    if (action !== undefined) return action;
  }
  return null;
}

const TAKES = /^(?<takes>how long (?:does|will|would|did|should) )(?:it|this|that)(?<take> take)\W*$/iu;
const DOES = /\b(?:do|does|did) (?:it|this|that)\b/iu;

/** `How long does it take?` and `Who may do it?` with what is to be done in them; null for all else. */
export function doing(text: string, action: string | null): string | null {
  if (action === null) return null;
  if (TAKES.test(text)) return text.replace(TAKES, `$<takes>it$<take> to ${action}?`);
  return DOES.test(text) ? text.replace(DOES, action) : null;
}
