import { NOTHING_ANSWERS } from '../language/template';
import { passage, quotesOf } from '../../../test/support/extractive';

describe('a price', () => {
  it.each([
    ['How much does the boat cost?', ['The boat cost us £4,000.'], /£4,000/],
    ['How much does delivery cost?', ['Delivery is free.'], /free/],
    ['How much does the alder cost?', ['| Tree | Price |\n|---|---|\n| Alder | 12 |'], /12/],
  ])('is told: %s', async (question, notes, told) => {
    expect(await quotesOf(question, ...notes)).toMatch(told);
  });

  it.each([
    ['of another thing', ['The boat is blue and leaks.', 'The mooring costs £90 a year.']],
    ['that nobody wrote down', ['The boat is blue and leaks.', 'We sail the boat in May.']],
  ])('%s is none', async (_, notes) => {
    expect(await quotesOf('How much did the boat cost?', ...notes)).toBe(NOTHING_ANSWERS);
  });
});

describe('what was planned', () => {
  const note = 'Our goal for 2026 is to sell 900 lamps. By the end of May 310 lamps were sold.';

  it('is not what came of it', async () => {
    expect(await quotesOf('How many lamps have we sold in 2026 so far?', note)).toMatch(
      /^By the end of May 310/,
    );
  });

  it('is told who asks for it', async () => {
    expect(await quotesOf('How many lamps are our goal for 2026?', note)).toMatch(/^Our goal/);
  });
});

describe('what was changed from version to version', () => {
  const notes = [
    passage('- Add the quiet option to the lint command', 'Changelog', ['2.1.0']),
    passage('The quiet option hides every warning of a run.', 'Handbook'),
  ];

  it('does not explain a thing', async () => {
    expect(await quotesOf('What does the quiet option of the lint command do?', ...notes)).toMatch(
      /^The .* \[2\]/,
    );
  });

  it('tells when a thing came', async () => {
    expect(await quotesOf('In which version was the quiet option added?', ...notes)).toMatch(/^Add .* \[1\]/);
  });
});

describe('an option of a command', () => {
  it('is another thing than the word in it', async () => {
    const notes = ['Retries are counted by the gateway.', '`--retries` sets how often the client tries.'];
    expect(await quotesOf('What does --retries do?', ...notes)).toMatch(/^`--retries` .* \[2\]/);
  });
});

describe('a field', () => {
  it('is about what its heading names', async () => {
    const notes = [
      passage('The default size is used where the cache has no other.', 'Cache'),
      passage('## cacheSize\n\nType: `number`\nDefault: `40`', 'Cache'),
    ];
    expect(await quotesOf('What is the default cacheSize?', ...notes)).toMatch(/^Default: `40` \[2\]/);
  });
});

describe('a heading', () => {
  it('is told where it says more than was asked', async () => {
    const note = '## E12 - Doors must be shut\n\nThe oven stops at once and beeps.';
    expect(await quotesOf('What does E12 mean for the oven?', note)).toMatch(
      /^\*\*E12 - Doors must be shut:\*\* The oven/,
    );
  });

  it('is not told where it repeats the question', async () => {
    expect(await quotesOf('Where is the parking?', '## Parking\n\nBehind the house.')).toBe(
      'Behind the house. [1]',
    );
  });
});

describe('a way of numbered sections', () => {
  const part = (heading: string, command: string) =>
    passage(
      `## ${heading}\n\n\`\`\`sh\n${command}\n\`\`\`\n\nWait for the pump to stop.`,
      'Changing the filter of the pump',
      [heading],
    );

  it('is told in order, whatever was found first', async () => {
    const answer = await quotesOf(
      'How do I change the filter of the pump?',
      part('2. Change the filter', 'filter swap'),
      part('3. Start the pump again', 'pump on'),
      part('1. Stop the pump', 'pump off'),
    );
    expect(answer).toMatch(/pump off[\s\S]*\[3\][\s\S]*filter swap[\s\S]*\[1\][\s\S]*pump on[\s\S]*\[2\]/);
  });

  it('leaves out the sections of another note', async () => {
    const other = { ...part('2. Paint the pump', 'paint'), title: 'Painting the filter of the pump' };
    const answer = await quotesOf(
      'How do I change the filter of the pump?',
      part('1. Stop the pump', 'pump off'),
      other,
    );
    expect(answer).not.toContain('paint');
  });
});
