/** What quantities in a text can be compared with each other. */
export type Dimension = 'money' | 'weight' | 'time' | 'length' | 'size' | 'share' | 'number';

export interface Quantity {
  readonly dimension: Dimension;
  /** In the dimension's own unit: seconds, grams, metres, bytes; money in the unit that it is written in. */
  readonly value: number;
}

const UNITS: Readonly<Record<Exclude<Dimension, 'number'>, Readonly<Record<string, number>>>> = {
  money: {
    '£': 1,
    $: 1,
    '€': 1,
    '¥': 1,
    chf: 1,
    eur: 1,
    usd: 1,
    gbp: 1,
    euro: 1,
    euros: 1,
    dollar: 1,
    dollars: 1,
    pound: 1,
    pounds: 1,
    pence: 0.01,
    p: 0.01,
    cent: 0.01,
    cents: 0.01,
  },
  weight: {
    mg: 0.001,
    g: 1,
    gram: 1,
    grams: 1,
    kg: 1e3,
    kilo: 1e3,
    kilos: 1e3,
    kilogram: 1e3,
    kilograms: 1e3,
    t: 1e6,
    ton: 1e6,
    tons: 1e6,
    tonnes: 1e6,
    oz: 28.35,
    lb: 453.6,
    lbs: 453.6,
  },
  time: {
    ms: 0.001,
    s: 1,
    sec: 1,
    secs: 1,
    second: 1,
    seconds: 1,
    min: 60,
    mins: 60,
    minute: 60,
    minutes: 60,
    h: 3600,
    hour: 3600,
    hours: 3600,
    day: 86400,
    days: 86400,
    week: 604800,
    weeks: 604800,
    month: 2.6e6,
    months: 2.6e6,
    year: 3.156e7,
    years: 3.156e7,
  },
  length: {
    mm: 0.001,
    cm: 0.01,
    m: 1,
    metre: 1,
    metres: 1,
    meter: 1,
    meters: 1,
    km: 1e3,
    kilometre: 1e3,
    kilometres: 1e3,
    kilometers: 1e3,
    inch: 0.0254,
    inches: 0.0254,
    ft: 0.305,
    feet: 0.305,
    mile: 1609,
    miles: 1609,
  },
  size: { b: 1, bytes: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, kib: 1024, mib: 1.049e6, gib: 1.074e9 },
  share: { '%': 1, percent: 1 },
};

const DIMENSIONS: ReadonlyMap<string, readonly [Dimension, number]> = new Map(
  (Object.keys(UNITS) as (keyof typeof UNITS)[]).flatMap((dimension) =>
    Object.entries(UNITS[dimension]).map(([unit, factor]) => [unit, [dimension, factor]] as const),
  ),
);

const QUANTITY =
  /([£$€¥])?\s?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)(?::(\d{2}))?(k\b|m\b(?= ))?\s?([£$€¥%]|[a-z]{1,10}\b)?/gi;

/** Numbers that are written as words, as far as people write them before a unit. */
const SAID: Readonly<Record<string, number>> = Object.fromEntries([
  ...'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, at) => [word, at + 1] as const),
  ...['thirty', 'forty', 'fifty', 'sixty'].map((word, at) => [word, 30 + 10 * at] as const),
  ['half an', 0.5],
]);
const SAID_BEFORE_UNIT = new RegExp(`\\b(${Object.keys(SAID).join('|')})(?= ([a-z]{1,12})\\b)`, 'gi');

/** "Twelve minutes" as "12 minutes". */
function inDigits(text: string): string {
  return text.replace(SAID_BEFORE_UNIT, (word, _said: string, unit: string) =>
    DIMENSIONS.has(unit.toLowerCase()) ? String(SAID[word.toLowerCase()] ?? word) : word,
  );
}

/** A time of day is no length of time. */
const TIME_OF_DAY = /\b(?:at|from|to|until|till|by|before|after|around|and|um|ab|bis)\s+\d{1,2}:\d{2}\b/gi;

/** @returns every quantity in a text, in order */
export function quantitiesIn(text: string): Quantity[] {
  return Array.from(
    inDigits(text.replace(TIME_OF_DAY, ' ')).matchAll(QUANTITY),
    ([, sign = '', digits = '', sixtieths, thousands, unit = '']) => {
      const plain = /^\d{1,3}(?:,\d{3})+/.test(digits)
        ? digits.replaceAll(',', '')
        : digits.replace(',', '.');
      const value =
        (Number(plain) + Number(sixtieths ?? 0) / 60) * (thousands?.toLowerCase() === 'k' ? 1e3 : 1);
      const [dimension, factor] =
        DIMENSIONS.get(sign || unit.toLowerCase()) ??
        (sixtieths === undefined ? undefined : (['time', 3600] as const)) ??
        (['number', 1] as const);
      return { dimension, value: value * factor };
    },
  );
}
