import fc from 'fast-check';
import { canonicalQuestion } from './canonical';

/** The highest `QUERY_MAX_CHARS`. */
const LONGEST = 100_000;

/** What is repeated, and what stands before and behind it: each once made some pattern look twice at what it had seen. */
const UNITS = [
  ...[
    ')',
    '(',
    ',',
    '…',
    '?',
    '!',
    '.',
    '"',
    "'",
    "a'",
    'A-',
    '! ',
    '. ',
    'a!',
    'A ',
    'AB ',
    '5',
    '\t',
    '\u3000 ',
    '\uff01',
  ],
  ...['\u0301\u0323', '\u0344', '\u0f73', 'a\u0301\u0323', `a${'\u0301'.repeat(32)}${'\u0323'.repeat(32)}`],
  ...['İ', 'Σ', 'Σ.', '\uff8a\uff9e', '\uff9e', '\u1100\u1161', '\u{1d49c}', '\ud800'],
];
const AROUND = [
  ['', ''],
  ['a', 'x'],
  ['x', ''],
  ['', 'a'],
  ['5 ', '?'],
  ['!', '!'],
] as const;
const hostile = UNITS.flatMap((unit) => AROUND.map(([before, behind]) => ({ unit, before, behind })));

type Hostile = (typeof hostile)[number];

function ofLength(chars: number, { unit, before, behind }: Hostile): string {
  return before + unit.repeat((chars - before.length - behind.length) / unit.length) + behind;
}

/** What takes less than this at the highest length is too quick to be compared. */
const QUICK_MS = 60;

/** Of the processor, and the least of three where it is not quick: neither other work of the machine nor a collection of garbage counts. */
function msFor(asked: string): number {
  const once = (): number => {
    const before = process.cpuUsage();
    canonicalQuestion(asked);
    return process.cpuUsage(before).user / 1_000;
  };
  const first = once();
  return first < QUICK_MS ? first : Math.min(first, once(), once());
}

describe('the time for a canonical question', () => {
  it.each(hostile)('is linear in the length of $before $unit … $behind', (pattern) => {
    const whole = msFor(ofLength(LONGEST, pattern));
    const half = whole < QUICK_MS ? Infinity : msFor(ofLength(LONGEST / 2, pattern));
    // A square would be a factor of four.
    expect(whole).toBeLessThan(3 * half);
    expect(whole).toBeLessThan(500);
  });
});

/** How punctuation was told from a word before, in time that was the square of its length. */
const CLINGING = /^([("'“‘«[]*)(.*?)([)"'”’»\],;:.?!…]*)$/su;

describe('a canonical question', () => {
  it('folds the same part of a word that one pattern for all three parts would find', () => {
    const units = [...Array.from('("\'“‘«[)”’»],;:…-aAbÉ'), 'e\u0301', '\u{1d49c}', '\ud800', '\n'];
    const word = fc.string({ unit: fc.constantFrom(...units), maxLength: 12 });
    fc.assert(
      fc.property(word, (asked) => {
        const [, before = '', core = '', behind = ''] = CLINGING.exec(asked.normalize('NFC').trim()) ?? [];
        const whole = before + canonicalQuestion(core) + behind;
        fc.pre(!/\s/u.test(asked.trim()) && canonicalQuestion(core).length === core.length);
        expect(canonicalQuestion(asked)).toBe(whole);
      }),
      { numRuns: 5_000 },
    );
  });

  it('orders as many combining marks as any writing has, and keeps texts with endless ones apart', () => {
    const [acute, dot] = ['\u0301', '\u0323'];
    const typed = `a${acute.repeat(32)}${dot.repeat(32)}`;
    expect(canonicalQuestion(typed)).toBe(typed.normalize('NFC'));
    const endless = typed + dot;
    expect(canonicalQuestion(endless)).toBe(endless);
    expect(canonicalQuestion(canonicalQuestion(endless))).toBe(endless);
    expect(canonicalQuestion(endless)).not.toBe(canonicalQuestion(typed));
  });
});
