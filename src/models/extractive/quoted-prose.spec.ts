import { quotesOf } from '../../../test/support/extractive';

/** A note, a question, and the whole answer. */
type Case = readonly [note: string, question: string, answer: string];

const kinds: Record<string, readonly Case[]> = {
  'an address, link or code span is whole': [
    [
      'The video is at https://video.example/watch?v=abc and long.',
      'Where is the video?',
      'The video is at https://video.example/watch?v=abc and long. [1]',
    ],
    [
      'The form is at https://a.example/f?x=1&y=2#top. We use it daily.',
      'Where is the form?',
      'The form is at https://a.example/f?x=1&y=2#top. [1]',
    ],
    [
      'The plan is [in the wiki. Page 3](https://wiki.example/a_(b)?p=3) now. It is long.',
      'Where is the plan?',
      'The plan is [in the wiki. Page 3](https://wiki.example/a_(b)?p=3) now. [1]',
    ],
    [
      'The plan is in [[Plans. Old ones|the folder]] of Ann. We like it.',
      'Where is the plan?',
      'The plan is in [[Plans. Old ones|the folder]] of Ann. [1]',
    ],
    [
      'A backup needs `dump --all. Then?` at night. It is loud.',
      'What does a backup need?',
      'A backup needs `dump --all. Then?` at night. [1]',
    ],
    [
      'The rooms are on the left. ![[map.png]] shows the cellar.',
      'What shows the cellar?',
      '![[map.png]] shows the cellar. [1]',
    ],
    [
      'Ask anne.b@mail.example about the rent. She knows.',
      'Whom do I ask about the rent?',
      'Ask anne.b@mail.example about the rent. [1]',
    ],
    [
      'The rent is told in [the contract][c] of May. It is high.\n\n[c]: https://a.example/c.pdf',
      'Where is the rent told?',
      'The rent is told in [the contract](https://a.example/c.pdf) of May. [1]',
    ],
    [
      'The rent is told in [the contract][c] of May. It is high.',
      'Where is the rent told?',
      'The rent is told in the contract of May. [1]',
    ],
    [
      'The rent rose[^1] in May [2]. It is high.\n\n[^1]: By a tenth.',
      'When did the rent rise?',
      'The rent rose in May \\[2]. [1]',
    ],
  ],
  'an abbreviation, ordinal, number or time is whole': [
    [
      'We moved to No. 14 Elm Court in May.',
      'Where did we move to?',
      'We moved to No. 14 Elm Court in May. [1]',
    ],
    [
      'The shop is open from 9 a.m. Monday to Friday. The bar is not.',
      'When is the shop open?',
      'The shop is open from 9 a.m. Monday to Friday. [1]',
    ],
    ['15. März ist Abgabe.', 'Wann ist Abgabe?', '15. März ist Abgabe. [1]'],
    [
      'Die Abgabe ist am 15. März fällig. Bitte pünktlich.',
      'Wann ist die Abgabe fällig?',
      'Die Abgabe ist am 15. März fällig. [1]',
    ],
    [
      'The lease costs approx. 3.50 euros a day.',
      'How much is the lease?',
      'The lease costs approx. 3.50 euros a day. [1]',
    ],
    [
      'Dr. A. Smith wrote the report. It is short.',
      'Who wrote the report?',
      'Dr. A. Smith wrote the report. [1]',
    ],
    [
      'Version v2.1.4 fixes the leak. Use it.',
      'Which version fixes the leak?',
      'Version v2.1.4 fixes the leak. [1]',
    ],
    [
      'La cita es con el Sr. Pérez a las 9.30 h. Luego comemos.',
      '¿Con quién es la cita?',
      'La cita es con el Sr. Pérez a las 9.30 h. [1]',
    ],
    [
      '2019. Das Jahr der Gründung der Firma war gut.',
      'Wann war die Gründung der Firma?',
      '2019. Das Jahr der Gründung der Firma war gut. [1]',
    ],
  ],
  'a question is no answer, and what follows it is': [
    ['Where is the key? Under the mat.', 'Where is the key?', 'Under the mat. [1]'],
    ['Where is the key?\n\nUnder the mat.', 'Where is the key?', 'Under the mat. [1]'],
    ['## Where is the key?\n\nUnder the mat.', 'Where is the key?', 'Under the mat. [1]'],
    ['**Where is the key?**\nUnder the mat.', 'Where is the key?', 'Under the mat. [1]'],
    ['**Q: Where is the key?**\n\n**A:** Under the mat.', 'Where is the key?', '**A:** Under the mat. [1]'],
    [
      'Q: Where is the key?\nA: Under the mat.\n\nQ: Who has the car?\nA: Ann.',
      'Where is the key?',
      'A: Under the mat. [1]',
    ],
    [
      'Q: Where is the key?\nA: Under the mat.\n\nQ: Who has the car?\nA: Ann.',
      'Who has the car?',
      'A: Ann. [1]',
    ],
    [
      '- Where is the key?\n  Under the mat.\n- Where is the car?\n  In the yard.',
      'Where is the car?',
      'In the yard. [1]',
    ],
    ['¿Dónde está la llave? Debajo del felpudo.', '¿Dónde está la llave?', 'Debajo del felpudo. [1]'],
    ['钥匙在哪里？在垫子下面。', '钥匙在哪里？', '在垫子下面。 [1]'],
    ['### Can I pay by card?\n\nNo. We take cash only.', 'Can I pay by card?', 'No. We take cash only. [1]'],
    ['Where is the key?', 'Where is the key?', 'Nothing in your notes answers this.'],
  ],
  'a callout or admonition is read without its mark': [
    ['> [!tip] Descaling\n> Use citric acid.', 'What do I use for descaling?', 'Use citric acid. [1]'],
    [
      '> [!warning]\n> Descaling takes an hour.',
      'How long does descaling take?',
      'Descaling takes an hour. [1]',
    ],
    [
      '> [!note]- Descaling the boiler\n> Use citric acid.\n> The tank holds 2 l.',
      'What do I use for descaling?',
      'Use citric acid. [1]',
    ],
    [':::tip Descaling\nUse citric acid.\n:::', 'What do I use for descaling?', 'Use citric acid. [1]'],
    ['!!! tip "Descaling"\n    Use citric acid.', 'What do I use for descaling?', 'Use citric acid. [1]'],
    [
      '> Descaling needs citric acid.\n> Buy some.',
      'What does descaling need?',
      'Descaling needs citric acid. [1]',
    ],
  ],
  'what is hidden is not quoted': [
    [
      'The rent is £900. %% The rent is a secret of Ann. %%',
      'How much is the rent?',
      'The rent is £900. [1]',
    ],
    ['The rent is <!-- was £800 --> £900 now.', 'How much is the rent?', 'The rent is £900 now. [1]'],
    [
      '<!--\nThe rent is £800.\n-->\n\nThe rent is £900 now.',
      'How much is the rent?',
      'The rent is £900 now. [1]',
    ],
    [
      '%%\nThe rent is £800.\n\nThe rent is secret.\n%%\n\nThe rent is £900 now.',
      'How much is the rent?',
      'The rent is £900 now. [1]',
    ],
    ['<!-- The rent is £800. -->', 'How much is the rent?', 'Nothing in your notes answers this.'],
    ['- cellar: 4 m² %% The cellar is damp %%\n- loft: 9 m²', 'How big is the cellar?', 'cellar: 4 m² [1]'],
  ],
  'a heading leads to what stands under it': [
    [
      'Parking\n=======\n\nBehind the house.\n\nRent\n----\n\n£900 a month.',
      'Where is the parking?',
      'Behind the house. [1]',
    ],
    [
      'Parking\n=======\n\nBehind the house.\n\nRent\n----\n\n£900 a month.',
      'How much is the rent?',
      '£900 a month. [1]',
    ],
    ['# Parking\nBehind the house.\n# Rent\n£900 a month.', 'How much is the rent?', '£900 a month. [1]'],
    ['## Parking {#parking}\n\nBehind the house.', 'Where is the parking?', 'Behind the house. [1]'],
  ],
  'dates and data about the note alone are no answer': [
    [
      '*2026-03-02*\n\nThe boiler was repaired by Ann.',
      'When was the boiler repaired?',
      'The boiler was repaired by Ann. [1]',
    ],
    [
      'Date: 2 March 2026\n\nThe boiler was repaired by Ann.',
      'When was the boiler repaired?',
      'The boiler was repaired by Ann. [1]',
    ],
    [
      '**Updated:** 2026-03-02\n**Tags:** #boiler #repair\n\nThe boiler was repaired in May.',
      'When was the boiler repaired?',
      'The boiler was repaired in May. [1]',
    ],
    [
      '#boiler #repair\n\nThe boiler works since May.',
      'Since when does the boiler work?',
      'The boiler works since May. [1]',
    ],
    ['2026-03-02', 'When was the boiler repaired?', 'Nothing in your notes answers this.'],
    [
      '[![boiler](https://badge.example/b.svg)](https://ci.example)\n\nThe boiler works.',
      'Does the boiler work?',
      'The boiler works. [1]',
    ],
  ],
};

describe.each(Object.entries(kinds))('%s', (_, cases) => {
  it.each(cases)('%j, asked %j', async (note, question, answer) => {
    expect(await quotesOf(question, note)).toBe(answer);
  });
});
