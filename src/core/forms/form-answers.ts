import type { Answer } from '../ports/words';

/**
 * Whether an answer in a form says anything. Models are told to leave null, empty or out what the notes do not tell. So they answer
 * nothing where every value is that, or where `false` and 0 stand beside nothing but that, as in `{"found": false, "text": ""}`.
 */
export function formAnswers({ text, calls = [] }: Pick<Answer, 'text' | 'calls'>): boolean | null {
  const values = calls.length > 0 ? calls.map((call) => call.arguments) : [text];
  const said = values.map((json) => saidBy(parsed(json)));
  if (said.includes('unknown')) return null;
  if (said.includes('something')) return true;
  return said.every((each) => each === 'a no');
}

/** `a no`: `false` and 0, which answer some questions. */
type Said = 'something' | 'a no' | 'nothing' | 'unknown';

function saidBy(value: unknown): Said {
  if (value === undefined) return 'unknown';
  if (value === null || (typeof value === 'string' && value.trim() === '')) return 'nothing';
  if (value === false || value === 0) return 'a no';
  if (typeof value !== 'object') return 'something';
  const parts = Object.values(value).map(saidBy);
  if (parts.includes('something')) return 'something';
  return parts.length > 0 && parts.every((part) => part === 'a no') ? 'a no' : 'nothing';
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
