import { passage, quotesOf } from '../../../test/support/extractive';

/** A note, a question, and the whole answer. */
type Case = readonly [note: string, question: string, answer: string];

const STEPS = '1. Close gas.\n2. Wait.\n3. Press red.\n4. Open gas.';
const REGIONS = '- Madrid\n- Oslo';
const HOSTS = '- alder: mail, 16 GB\n- birch: wiki, 64 GB';
const BAGS = '| Bag | Price | Weight |\n|---|---:|---|\n| small | £9 | 250 g |\n| large | £34 | 1 kg |';
const HEADER = '| Bag | Price | Weight |\n| --- | --- | --- |';
const RESTART =
  'To restart the boiler, run:\n\n```sh\n# as root\n- stop\n- start\n```\n\nThen wait a minute.';

const kinds: Record<string, readonly Case[]> = {
  'an announcement comes with the list that it announces': [
    [`To restart:\n${STEPS}`, 'How do I restart?', `To restart:\n${STEPS} [1]`],
    [`To restart:\n\n${STEPS}`, 'What do I do to restart?', `To restart:\n\n${STEPS} [1]`],
    [
      `The following regions are available.\n\n${REGIONS}`,
      'Which regions are available?',
      `The following regions are available.\n\n${REGIONS} [1]`,
    ],
    [
      `These regions are available:\n${REGIONS}\n\nMore may come.`,
      'Which regions are available?',
      `These regions are available:\n${REGIONS} [1]`,
    ],
    [
      `We sell tea. Regions that we serve are:\n\n${REGIONS}`,
      'Which regions do we serve?',
      `Regions that we serve are:\n\n${REGIONS} [1]`,
    ],
    [
      'Bring to the hike:\n- [ ] water\n- [x] boots',
      'What do I bring to the hike?',
      'Bring to the hike:\n- [ ] water\n- [x] boots [1]',
    ],
    [
      'Wir brauchen für das Fest:\n* Kuchen\n* Saft',
      'Was brauchen wir für das Fest?',
      'Wir brauchen für das Fest:\n* Kuchen\n* Saft [1]',
    ],
    ['> For the soup:\n> - leek\n> - salt', 'What is in the soup?', 'For the soup:\n- leek\n- salt [1]'],
  ],
  'a list under a heading is quoted as a list, with the numbers of its steps': [
    [`## Restart\n\n${STEPS}`, 'How do I restart?', `${STEPS} [1]`],
    [`## Regions\n\n${REGIONS}`, 'Which regions are there?', `${REGIONS} [1]`],
    [
      `## Shopping list\n\n- milk\n- two eggs\n\n## Debts\n\n- Ann: £5`,
      'What is on the shopping list?',
      '- milk\n- two eggs [1]',
    ],
    ['## Restart\n\n3. Press red.\n4. Open gas.', 'How do I restart?', '3. Press red.\n4. Open gas. [1]'],
    [
      '## Restart\n\n1. Stop it:\n\n   ```sh\n   stop\n   ```\n\n2. Start it.',
      'How do I restart?',
      '1. Stop it:\n\n   ```sh\n   stop\n   ```\n2. Start it. [1]',
    ],
    [
      '## Regions\n\n- Spain\n  - Madrid\n  - Vigo\n- Norway',
      'Which regions are there?',
      '- Spain\n  - Madrid\n  - Vigo\n- Norway [1]',
    ],
  ],
  'one item is enough where one is asked for': [
    [HOSTS, 'alder', 'alder: mail, 16 GB [1]'],
    [HOSTS, 'What runs on birch?', 'birch: wiki, 64 GB [1]'],
    [`Our hosts:\n${HOSTS}`, 'What runs on birch?', 'birch: wiki, 64 GB [1]'],
    ['## Team\n\n- **Ann** bakes.\n- **Bo** sells.', 'Who sells?', '**Bo** sells. [1]'],
    [`## Restart\n\n${STEPS}`, 'When do I press red?', '3. Press red. [1]'],
  ],
  'a row comes with its header': [
    [BAGS, 'What is the price of the large bag?', `${HEADER}\n| large | £34 | 1 kg |\n\n[1]`],
    [
      'Bag | Price\n--- | ---\nsmall | £9\nlarge | £34',
      'What is the price of the large bag?',
      '| Bag | Price |\n| --- | --- |\n| large | £34 |\n\n[1]',
    ],
    [
      '| large | £34 | 1 kg |\n| small | £9 | 250 g |',
      'Which weight has the small one, 250 g?',
      'small | £9 | 250 g [1]',
    ],
    [
      '> | Bag | Price |\n> |---|---|\n> | large | £34 |',
      'What is the price of the large bag?',
      '| Bag | Price |\n| --- | --- |\n| large | £34 |\n\n[1]',
    ],
    [
      '| Command | Does |\n|---|---|\n| `a \\| b` | pipes |',
      'What pipes?',
      '| Command | Does |\n| --- | --- |\n| `a \\| b` | pipes |\n\n[1]',
    ],
  ],
  'a table as a whole is asked for by what it is about': [
    [
      `## Bags\n\n${BAGS}`,
      'Which bags are there?',
      `${HEADER}\n| small | £9 | 250 g |\n| large | £34 | 1 kg |\n\n[1]`,
    ],
  ],
  'the most and the least of a column or of sentences is looked for': [
    [BAGS, 'Which bag is cheapest?', `${HEADER}\n| small | £9 | 250 g |\n\n[1]`],
    [BAGS, 'Which bag is the most expensive?', `${HEADER}\n| large | £34 | 1 kg |\n\n[1]`],
    [BAGS, 'Which is the heaviest bag?', `${HEADER}\n| large | £34 | 1 kg |\n\n[1]`],
    [
      'The tram ticket costs £3.20. The bus ticket costs £2.80. The taxi costs £14.',
      'Which ticket is cheapest?',
      'The bus ticket costs £2.80. [1]',
    ],
    [
      '- oak desk: 70 kg\n- pine desk: 22 kg\n- steel desk: 41 kg',
      'Which desk is lightest?',
      'pine desk: 22 kg [1]',
    ],
  ],
  'code stays copyable': [
    [
      RESTART,
      'How do I restart the boiler?',
      'To restart the boiler, run:\n\n```sh\n# as root\n- stop\n- start\n```\n\nThen wait a minute. [1]',
    ],
    [
      '## Restart\n\n~~~\nstop\nstart\n~~~\n\nProse is prose. It is about the restart of the pump.',
      'What is the command for a restart?',
      '~~~\nstop\nstart\n~~~\n\n[1]',
    ],
    [
      '~~~\na ``` b\n```\nc\n~~~\n\nThe pump is blue. It is old.',
      'Which colour has the pump?',
      'The pump is blue. It is old. [1]',
    ],
    [
      'Set the port of the pump in the file:\n\n    port = 80\n',
      'How do I set the port of the pump?',
      'Set the port of the pump in the file:\n\n```\nport = 80\n```\n\n[1]',
    ],
    [
      '```ini\nhost = alder\nport = 5432\n```',
      'Which port has alder?',
      '```ini\nhost = alder\nport = 5432\n```\n\n[1]',
    ],
  ],
  'a definition or a field is whole and alone': [
    [
      '---\ntitle: Soup\nservings: 4\ntags: [leek, winter]\n---\n\nChop the leek.',
      'How many servings?',
      'servings: 4 [1]',
    ],
    ['---\nauthor: Ann\nservings: 4\n---\n', 'Who is the author?', 'author: Ann [1]'],
    ['Host: alder\nPort: 5432\nOwner: Ann', 'Which port?', 'Port: 5432 [1]'],
    ['**Host:** alder\n**Port:** 5432', 'Which port?', '**Port:** 5432 [1]'],
    [
      'Quaker\n: An unripe bean. It stays pale.\n\nChaff\n: Thin skin.',
      'What is a quaker?',
      'Quaker: An unripe bean. It stays pale. [1]',
    ],
    [
      '- **Quaker:** An unripe bean. It stays pale.\n- **Chaff:** Thin skin.',
      'What is a quaker?',
      '**Quaker:** An unripe bean. It stays pale. [1]',
    ],
    [
      '**Quaker** – an unripe bean.\n\n**Chaff** – thin skin.',
      'What is chaff?',
      '**Chaff** – thin skin. [1]',
    ],
  ],
};

describe.each(Object.entries(kinds))('%s', (_, cases) => {
  it.each(cases)('%j, asked %j', async (note, question, answer) => {
    expect(await quotesOf(question, note)).toBe(answer);
  });
});

describe('what is too long', () => {
  it('says how many items are left out', async () => {
    const items = Array.from({ length: 60 }, (_, at) => `- thing number ${at} that is needed there`);
    const answer = await quotesOf('What is on the packing list?', `## Packing list\n\n${items.join('\n')}`);
    const quoted = answer.split('\n').filter((line) => line.startsWith('- thing'));
    expect(quoted.length).toBeGreaterThan(10);
    expect(answer.endsWith(`\n- … (${60 - quoted.length} more) [1]`)).toBe(true);
    expect(answer.length).toBeLessThan(1_100);
  });

  it('says how many lines of code are left out, behind the code', async () => {
    const lines = Array.from({ length: 80 }, (_, at) => `set option_${at} = ${at * 7}`);
    const answer = await quotesOf(
      'How do I configure the pump?',
      `## Configure the pump\n\n\`\`\`\n${lines.join('\n')}\n\`\`\``,
    );
    expect(answer).toMatch(/^```\nset option_0 = 0\n[^`]*\n```\n\n… \(\d+ more lines\) \[1\]$/);
    expect(answer.length).toBeLessThan(1_100);
  });
});

describe('fragments of a note, as passages are', () => {
  it('reads nested items without the list around them', async () => {
    expect(
      await quotesOf('What runs on birch?', '    - alder: mail\n    - birch: wiki\n- oak: nothing'),
    ).toBe('birch: wiki [1]');
  });

  it('reads the rest of a quote, a list and a paragraph', async () => {
    expect(
      await quotesOf('Who has the key?', 'that was it.\n> The key is with Ann.\n> She is in.'),
    ).toContain('The key is with Ann. [1]');
    expect(await quotesOf('When do I press red?', '   and so on.\n3. Press red.\n4. Open gas.')).toBe(
      '3. Press red. [1]',
    );
  });

  it('reads what the chunker cut out of a fence and of a table', async () => {
    const fence = passage('```sh\nstart boiler\nstart pump\n```', 'Runbook', ['Start the boiler']);
    expect(await quotesOf('How do I start the boiler?', fence)).toBe(
      '```sh\nstart boiler\nstart pump\n```\n\n[1]',
    );
  });
});
