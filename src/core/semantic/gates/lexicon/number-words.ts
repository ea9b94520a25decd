/** `one`, `first` and `second` are left out: they stand for other things more often. */
const WORDS =
  `zero 0 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 thirteen 13 fourteen 14
  fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 sixty 60 seventy 70 eighty 80
  ninety 90 hundred 100 thousand 1000 million 1000000 dozen 12 twice 2 third 3 fourth 4 fifth 5 sixth 6 seventh 7 eighth 8 ninth 9
  tenth 10`.split(/\s+/);

export const NUMBER_WORDS: ReadonlyMap<string, string> = new Map(
  WORDS.flatMap((word, at) => (at % 2 === 0 ? [[word, WORDS[at + 1] ?? ''] as const] : [])),
);
