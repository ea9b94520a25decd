/**
 * Words that make a question of what is asked for, in English, German, Spanish and French. Few notes hold "I", "how" or "does",
 * so they would count as rare, and notes that hold them would be found for it.
 */
const ASKING = new Set(
  `a am an and any are as at be been being but by can could did do does done for from had has have having how i if in into is it its
  may me might must my no not of on one or our shall should so some than that the their them then there these they this those to
  us was we were what when where whether which who whom whose why will with would you your
  aber als am an auch auf aus bei bin bis das dass dem den der des die dir du ein eine einem einen einer er es für haben hat ich ihr
  im in ist kann können man mein mich mir mit muss nach nicht oder sich sie sind soll um und uns unser von vor wann war warum was
  welche welchem welchen welcher welches wenn wer werden wie wir wird wo zu zum zur
  al como con cuál cuáles cuándo cuánto cuántos de del dónde el en es ese esta este estos ha hay la las lo los me mi mis nuestro
  para pero por puede puedo que qué quién se si sin son su sus tiene un una uno y yo
  au aux avec ce ces cette comment dans des du elle en est et il ils je la le les leur ma mes mon nos notre nous on ou où par pas
  pour pourquoi qu quand que quel quelle quelles quels qui sa ses son sont sur tu un une vos votre vous`.split(
    /\s+/,
  ),
);

/** Letters with apostrophes inside; not what is joined to digits, points, slashes or the like, as names of one thing are. */
const WORD =
  /(?<![\p{L}\p{N}\p{M}._/:@#+&=%~\\-])[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*(?![\p{L}\p{N}\p{M}_/:@#+&=%~\\-]|\.[\p{L}\p{N}])/gu;

/**
 * @returns the question without words that only ask; the question as it is when no other word is left. A word with a capital inside
 * the question stays, as in "the WHO" and "who wrote It".
 */
export function askedWords(question: string): string {
  const first = /\p{L}/u.exec(question)?.index ?? 0;
  const rest = question.replace(WORD, (word, at: number) => {
    const isName =
      word !== word.toLowerCase() && word !== 'I' && !(at === first && /^\p{Lu}\P{Lu}*$/u.test(word));
    return !isName && ASKING.has(word.toLowerCase().replace(/['’].*$/u, '')) ? ' ' : word;
  });
  return /[\p{L}\p{N}]/u.test(rest) ? rest : question;
}
