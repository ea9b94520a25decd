import type { PromptPassage } from '../../core';
import { Question } from './question';
import { rankPieces } from './score';

const passage = (content: string, title = 'Note', section: string[] = []): PromptPassage => ({
  title,
  section,
  content,
});

/** The best sentence's text and support. The right sentence stands last in each test, so that order alone cannot choose it. */
function best(question: string, ...evidence: PromptPassage[]): { text: string; support: number } {
  const [first] = rankPieces(new Question(question), evidence);
  return { text: first?.text ?? '', support: first?.support ?? NaN };
}

describe('rankPieces', () => {
  it('takes the sentence with most of the asked words', () => {
    expect(
      best('Where are the spare keys?', passage('The keys are new. The spare keys hang outside.')).text,
    ).toMatch(/spare/);
  });

  it('weighs a rare word above one that every sentence has', () => {
    const drums = passage('The drum of the roaster is hot. The drum of steel. A drum. The drum costs £90.');
    expect(best('What is the steel drum roaster price or costs?', drums).text).not.toBe('A drum.');
  });

  it('takes the sentence with something new of the asked type', () => {
    expect(
      best('When does the fair open?', passage('The fair will open soon. The fair will open on 3 May.')).text,
    ).toMatch(/May/);
  });

  it('reads a row with the header of its table', () => {
    const tables =
      '| Bean | Stock |\n|---|---|\n| Tesfa | 40 |\n\n| Bean | Price |\n|---|---|\n| Tesfa | 7 |';
    expect(best('What is the price of Tesfa?', passage(tables)).text).toBe('Tesfa | 7');
  });

  it('reads a sentence with its heading, and with title and section of its passage', () => {
    const headings = passage('## Bags\nIt takes a day.\n## Boxes\nIt takes a week.');
    expect(best('How long do boxes take?', headings).text).toBe('It takes a week.');
    const without = best('How long do boxes take?', passage('It takes a week.')).support;
    expect(best('How long do boxes take?', passage('It takes a week.', 'Boxes')).support).toBeGreaterThan(
      without,
    );
    expect(
      best('How long do boxes take?', passage('It takes a week.', 'A', ['Boxes'])).support,
    ).toBeGreaterThan(without);
  });

  it('lets a sentence carry what the one before it was about, but not an item what its neighbour was', () => {
    const prose = 'The mill is old. It closed in 1990. The inn is new. It closed in 2001.';
    expect(best('When was the inn closed?', passage(prose)).text).toBe('It closed in 2001.');
    const list = best('When was the inn closed?', passage('- inn\n- It closed in 1990.')).support;
    expect(best('When was the inn closed?', passage('The inn. It closed in 1990.')).support).toBeGreaterThan(
      list,
    );
  });

  it('trusts retrieval between sentences that are equal otherwise', () => {
    const [first, second] = [passage('The inn closed early.'), passage('The inn closed late.')];
    expect(best('Why was the inn closed?', first, second).text).toBe('The inn closed early.');
  });

  it('finds less support where a name of the question is missing', () => {
    const missing = best('Who died in Baghdad?', passage('Ann died in Paris.')).support;
    expect(missing).toBeLessThan(best('Who died in baghdad?', passage('Ann died in Paris.')).support);
  });
});
