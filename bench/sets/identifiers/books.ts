import { lookAlikes, type Family } from './family';

/** A 13-digit ISBN in groups, with the check digit that ISO 2108 asks for. */
function isbn(registrant: string, title: string): string {
  const digits = `9780${registrant}${title}`;
  const sum = Array.from(digits).reduce(
    (total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3),
    0,
  );
  return `978-0-${registrant}-${title}-${(10 - (sum % 10)) % 10}`;
}

export const BOOKS: Family = {
  kind: 'ISBN',
  groups: [
    ['306', '40615'],
    ['141', '03624'],
    ['552', '77389'],
    ['8041', '3902'],
    ['7356', '1967'],
    ['201', '63361'],
    ['9553', '8112'],
    ['4490', '7214'],
    ['713', '99824'],
    ['8264', '5170'],
    ['571', '20386'],
    ['340', '96018'],
  ].map(([registrant = '', title = '']) => lookAlikes(title).map((other) => isbn(registrant, other))),
  titles: [
    'Books to order for {month}',
    'Reading list, {theme}',
    'Library loans of {month}',
    'Returned and missing books',
    'What the {theme} course uses',
    'Gifts for the reading circle',
  ],
  intros: [
    'The shop orders by number only, since two editions look alike.',
    'Sorted by shelf, then by who asked.',
    'The circle decided by show of hands; nobody wanted the long one.',
    'Check the edition before you pay, because the paperback came later.',
    'Some of them are lent out, and the list says to whom.',
  ],
  facts: [
    {
      sentence: 'The {edition} of "{book}" is ISBN {id}, and {person} has it until {month}.',
      short: '"{book}", {edition}, with {person}',
    },
    {
      sentence: '{person} asked for {id}, the {edition} of "{book}".',
      short: 'asked for by {person}, "{book}", {edition}',
    },
    {
      sentence: 'ISBN {id} is out of print; the {edition} of "{book}" costs £{count} second-hand.',
      short: 'out of print, "{book}", £{count} second-hand',
    },
  ],
  fillers: [
    'The spine is broken, but all pages are there.',
    'Somebody underlined the best sentences in green.',
    'It may be kept for three weeks and renewed once.',
    'We read it aloud, a chapter an evening.',
    'The translator wrote a foreword that is better than the book.',
    'Two copies are enough for all of us.',
    'The index is at the back of the second volume.',
    'A large-print copy was asked for twice.',
    'It smells of somebody else’s attic.',
    'The dust cover hangs in the hall.',
  ],
  asks: ['{id}', 'ISBN {id}', 'Which book is {id}?', 'who has the book with ISBN {id}', 'What is ISBN {id}?'],
  words: {
    book: [
      'A Field Guide to Locks',
      'The Salt Roads',
      'Winter Bread',
      'Ropes and Knots',
      'The Long Ferry',
      'Small Engines',
      'Letters from Oban',
      'Plain Accounts',
    ],
    edition: ['hardback', 'paperback', 'second edition', 'large-print edition', 'third printing'],
    person: ['Marit', 'Osman', 'Tilda', 'Kofi', 'Renske', 'Paulo', 'Una'],
    theme: ['seamanship', 'bookkeeping', 'carpentry', 'first aid', 'baking'],
    month: ['January', 'March', 'April', 'July', 'September', 'November'],
    count: ['6', '9', '14', '22', '31'],
  },
  otherForm: (id) => id.replaceAll('-', ''),
};
