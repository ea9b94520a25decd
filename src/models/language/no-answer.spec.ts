import fc from 'fast-check';
import { mayQuoteMark, NoAnswerFilter } from './no-answer';
import { NO_ANSWER, NOTHING_ANSWERS } from './template';

/** What is told of an answer in these pieces, and whether the notes answer. */
function heard(pieces: readonly string[], mayQuote = false) {
  const filter = new NoAnswerFilter(mayQuote);
  const told = pieces.map((piece) => filter.add(piece));
  told.push(filter.end());
  return { told: told.join(''), answerable: filter.answerable, pieces: told };
}

describe('NoAnswerFilter', () => {
  it.each([
    [`${NO_ANSWER}: ${NOTHING_ANSWERS}`, NOTHING_ANSWERS],
    [`${NO_ANSWER}: Dazu steht nichts in den Notizen.`, 'Dazu steht nichts in den Notizen.'],
    [`${NO_ANSWER}:笔记中没有相关内容。`, '笔记中没有相关内容。'],
    [`${NO_ANSWER}\n\nThe notes do not say.`, 'The notes do not say.'],
    [`**${NO_ANSWER}:** The notes do not say.`, 'The notes do not say.'],
    [`"${NO_ANSWER}": The notes do not say.`, 'The notes do not say.'],
    [`[${NO_ANSWER}] The notes do not say.`, 'The notes do not say.'],
    [`\n\`${NO_ANSWER}\` — The notes do not say.`, 'The notes do not say.'],
    [`${NO_ANSWER}: Only [1] speaks of it.`, 'Only [1] speaks of it.'],
    [`The notes do not say. ${NO_ANSWER}`, 'The notes do not say. '],
    [`The notes do not say. ${NO_ANSWER}: Sorry.`, 'The notes do not say. Sorry.'],
    [NO_ANSWER, NOTHING_ANSWERS],
    [`${NO_ANSWER}:`, NOTHING_ANSWERS],
    [`**${NO_ANSWER}**`, NOTHING_ANSWERS],
    [NOTHING_ANSWERS, NOTHING_ANSWERS],
  ])('tells of %j the words alone, and that the notes do not answer', (said, told) => {
    expect(heard([said])).toMatchObject({ told, answerable: false });
    expect(heard(Array.from(said))).toMatchObject({ told, answerable: false });
  });

  it.each([
    'The shop opens at nine [1].',
    'No, it does not [1].',
    'NO',
    'NO_ANSWERS is a table [2].',
    '**Bold** and "quoted" [1].',
    '- one [1]\n- two [2]',
    '',
  ])('tells %j as it is, and that the notes answer', (said) => {
    expect(heard([said])).toMatchObject({ told: said, answerable: true });
    expect(heard(Array.from(said))).toMatchObject({ told: said, answerable: true });
  });

  it('takes a mark behind a cited statement out, and the notes do answer', () => {
    const said = `It opens at nine [1]. ${NO_ANSWER}: who has the key.`;
    expect(heard([said])).toMatchObject({ told: 'It opens at nine [1]. who has the key.', answerable: true });
  });

  it('leaves a mark that the notes themselves hold, unless it is said in the form that was asked for', () => {
    const quoting = `${NO_ANSWER} is what the function returns [1]; NO_ANSWER is -1.`;
    expect(heard(Array.from(quoting), true)).toMatchObject({ told: quoting, answerable: true });
    expect(heard(Array.from(`${NO_ANSWER}: The notes do not say.`), true)).toMatchObject({
      told: 'The notes do not say.',
      answerable: false,
    });
    const evidence = [{ title: 'Codes', section: [], content: 'NO_ANSWER is -1.' }];
    expect(mayQuoteMark({ question: '?', evidence })).toBe(true);
    expect(mayQuoteMark({ question: '?', evidence: [] })).toBe(false);
  });

  const text = fc
    .array(
      fc.constantFrom(NO_ANSWER, 'NO_', 'N', 'O', ':', ' ', '\n', '*', '"', '[1]', 'word', 'Ü', '.', '-'),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join(''));

  it('tells the same however the answer is cut into pieces', () => {
    fc.assert(
      fc.property(text, fc.boolean(), fc.array(fc.nat(20)), (said, mayQuote, sizes) => {
        let at = 0;
        const pieces = [...sizes, said.length].map((size) => said.slice(at, (at += size)));
        const { told, answerable } = heard(pieces, mayQuote);
        expect({ told, answerable }).toEqual(
          (({ told, answerable }) => ({ told, answerable }))(heard([said], mayQuote)),
        );
      }),
    );
  });

  it('never tells the mark as a word of its own where the notes do not hold it', () => {
    fc.assert(
      fc.property(text, (said) => {
        expect(heard(Array.from(said)).told).not.toMatch(/(?<!\w)NO_ANSWER(?!\w)/);
      }),
    );
  });

  it('holds back no more characters than the mark has, and what may stand before it', () => {
    fc.assert(
      fc.property(text, (said) => {
        fc.pre(!said.includes('NO_ANSWER'));
        const filter = new NoAnswerFilter(false);
        let told = 0;
        Array.from(said).forEach((character, at) => {
          told += filter.add(character).length;
          expect(at + 1 - told).toBeLessThanOrEqual(NO_ANSWER.length + 6);
        });
      }),
    );
  });
});
