import type { Family } from './family';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A day in two hundred, others beside it, and the same day of other months and years. */
function days(year: number, month: number, day: number): string[] {
  const near = [
    [year, month, day],
    [year, month, day + 1],
    [year, (month % 12) + 1, day],
    [year + 1, month, day],
    [year, month, day + 10],
  ] as const;
  const isLong = (year + month + day) % 2 === 0;
  return near.map(([y, m, d]) =>
    isLong
      ? `${d} ${MONTHS[m - 1] ?? ''} ${y}`
      : `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`,
  );
}

export const DAYS: Family = {
  kind: 'date',
  groups: [
    days(2026, 3, 14),
    days(2025, 11, 6),
    days(2024, 5, 17),
    days(2026, 7, 2),
    days(2023, 9, 11),
    days(2025, 1, 9),
    days(2024, 12, 4),
    days(2022, 4, 12),
    days(2026, 10, 8),
    days(2023, 2, 15),
    days(2025, 8, 1),
    days(2024, 6, 13),
  ],
  titles: [
    'Diary of the {thing}',
    'Inspections of the {thing}',
    'What happened with the {thing}',
    'Dates around the {place}',
    'Log book, {place}',
    'Appointments about the {thing}',
  ],
  intros: [
    'One line for each day on which something happened.',
    'Copied from the calendar before it was thrown away.',
    'Only days with a signature are listed.',
    'Read it from below if you are in a hurry.',
    'The ink of the first page has run.',
  ],
  facts: [
    {
      sentence: 'On {id} {person} checked the {thing} and found {finding}.',
      short: '{person} found {finding} at the {thing}',
    },
    { sentence: 'The {thing} was closed on {id}, because of {finding}.', short: '{thing} closed, {finding}' },
    {
      sentence: '{person} and the surveyor met at the {place} on {id}.',
      short: '{person} and the surveyor, {place}',
    },
    {
      sentence: 'The guarantee of the {thing} ends on {id}; {person} has the papers.',
      short: 'guarantee of the {thing} ends, papers with {person}',
    },
  ],
  fillers: [
    'Nothing else is worth a line.',
    'The weather did not help.',
    'The photographs are on the shared disk.',
    'We were told to expect a letter.',
    'It took a morning instead of an hour.',
    'The neighbours were informed by a note on the door.',
    'A second look was thought unnecessary.',
    'The key was returned on the same day.',
    'The bill came much later.',
    'Somebody took notes, and they are lost.',
  ],
  asks: ['{id}', 'What happened on {id}?', 'what was on {id}', 'Who was there on {id}?', 'entry for {id}'],
  words: {
    thing: ['boat lift', 'playground', 'chimney', 'footbridge', 'greenhouse', 'organ', 'weighbridge'],
    place: ['mill', 'old school', 'harbour wall', 'allotment', 'chapel'],
    person: ['Marit', 'Osman', 'Tilda', 'Kofi', 'Renske', 'Paulo', 'Una'],
    finding: [
      'a cracked pane',
      'rust on the hinge',
      'a wasps’ nest',
      'a loose board',
      'water in the cellar',
      'a missing label',
    ],
  },
};
