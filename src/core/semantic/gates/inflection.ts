import { irregularBaseOf } from './lexicon/irregular-forms';
import { listed } from './lexicon/words';

/** They look like a derived word and are not said for what they seem to be derived from. */
const UNDERIVED = listed(`
  department apartment compartment statement instrument argument element document moment comment
  hardly lately nearly friendly likely lonely lively lovely timely shortly mostly
  vacation information organization organisation foundation occupation generation population`);

/**
 * @param lower a word in lower case
 * @returns every base form that the word may have: itself, and without plural, tense, -ly, -ment and -ion. Two words are forms of
 *   one word if they share a base. Comparatives have a meaning of their own.
 */
export function basesOf(lower: string): readonly string[] {
  const irregular = irregularBaseOf(lower);
  const bases = new Set([lower, ...(irregular === undefined ? [] : [irregular])]);
  if (lower.length >= 4 && irregular === undefined) {
    for (const base of inflected(lower)) bases.add(base);
    if (!UNDERIVED.has(lower)) for (const base of [...bases].flatMap(derived)) bases.add(base);
  }
  return [...bases];
}

function inflected(word: string): string[] {
  if (/[^s]ies$/.test(word)) return [word.replace(/ies$/, 'y'), word.replace(/s$/, '')];
  if (/(?:ss|sh|ch|x|z|o)es$/.test(word)) return [word.replace(/es$/, ''), word.replace(/s$/, '')];
  if (/ings$/.test(word)) return [word.replace(/s$/, ''), ...inflected(word.replace(/s$/, ''))];
  if (/[^sui]s$/.test(word)) return [word.replace(/s$/, '')];
  if (/uses$/.test(word)) return [word.replace(/s$/, ''), word.replace(/es$/, '')];
  if (/ied$/.test(word)) return [word.replace(/ied$/, 'y')];
  const root = /^(.*[aeiouy].*?)(?:ed|ing)$/.exec(word)?.[1];
  if (root === undefined || root.length < 2) return [];
  return [root, `${root}e`, root.replace(/([bdfgklmnprt])\1$/, '$1')];
}

function derived(word: string): string[] {
  const bases: string[] = [];
  const root = (ending: string, atLeast: number): string | null =>
    word.endsWith(ending) && word.length - ending.length >= atLeast ? word.slice(0, -ending.length) : null;
  const add = (stem: string | null, ...endings: readonly string[]): void => {
    if (stem !== null) for (const ending of endings) bases.push(stem + ending);
  };
  add(root('ment', 5), '', 'e');
  add(root('ification', 2), 'ify');
  add(root('ation', 4), '', 'e', 'ate');
  add(root('ion', 5), '', 'e');
  add(root('ability', 3), 'able');
  add(root('ly', 4), '');
  add(root('ily', 3), 'y');
  return bases;
}
