import fc from 'fast-check';
import { canonicalQuestion } from './canonical';

const question = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        'What',
        'is',
        'US',
        'us',
        '5',
        '5!',
        'C++',
        '?',
        '!',
        '.',
        '  ',
        'İ',
        'ＡＢ',
        'e\u0301',
        '５',
        'Σ',
        'IT',
        '½',
        '...',
      ),
      { maxLength: 8 },
    )
    .map((words) => words.join(' ')),
);

describe('the canonical question', () => {
  it.each([
    ['What is a cache?', 'what is a cache'],
    ['  what   is\ta cache ', 'what is a cache'],
    ['What is a cache ?', 'what is a cache'],
    ['What is a cache...', 'what is a cache'],
    ['Tell me!', 'tell me'],
    ['What?!', 'what'],
    ['WHAT IS A CACHE?', 'what is a cache'],
    ['Ｗｈａｔ　ｉｓ　ａ　ｃａｃｈｅ？', 'what is a cache'],
    ['Cafe\u0301 hours?', 'café hours'],
    ['Paris, France', 'paris, france'],
    ["What's Well-Known?", "what's well-known"],
    ['(Which) "Roaster"?', '(which) "roaster"'],
  ])('folds %j', (asked, expected) => {
    expect(canonicalQuestion(asked)).toBe(expected);
  });

  it.each([
    ['is it in the US', 'is it in the us'],
    ['who runs IT', 'who runs it'],
    ['what does WHO say', 'what does who say'],
    ['US', 'us'],
    ['power in mW', 'power in MW'],
    ['where is getUser', 'where is getuser'],
    ['what is 5!', 'what is 5'],
    ['what is 5!!', 'what is 5!'],
    ['take 5 Mg', 'take 5 mg'],
    ['what is C++', 'what is C'],
    ['what is C#', 'what is C'],
    ['what is .NET', 'what is NET'],
    ['version 5.2', 'version 52'],
    ['x² grows', 'x2 grows'],
    ['step ① first', 'step 1 first'],
    ['add ½ cup', 'add 1/2 cup'],
    ['H₂O', 'H2O'],
    ['open README.md', 'open readme.md'],
  ])('keeps %j and %j apart', (a, b) => {
    expect(canonicalQuestion(a)).not.toBe(canonicalQuestion(b));
  });

  it.each(['C++', 'C#', '.NET', '5.2', '5!', 'getUser'])(
    'lets %s survive at the end of a question',
    (name) => {
      expect(canonicalQuestion(`What is ${name}?`)).toBe(`what is ${name}`);
    },
  );

  it.each(['', ' ', '?', ' . ? ', '\u3000', '...'])('is empty where nothing was asked: %j', (asked) => {
    expect(canonicalQuestion(asked)).toBe('');
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const once = canonicalQuestion(asked);
        expect(canonicalQuestion(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not care about white space around and between words', () => {
    fc.assert(
      fc.property(question, fc.constantFrom(' ', '\t', '\n', '\u00a0', '\u3000'), (asked, space) => {
        expect(canonicalQuestion(space + asked.replaceAll(' ', space + ' ') + space)).toBe(
          canonicalQuestion(asked),
        );
      }),
    );
  });

  it('does not care how many question marks and full stops end a question', () => {
    const marks = fc.string({ unit: fc.constantFrom('?', '.', ' '), maxLength: 4 });
    fc.assert(
      fc.property(question, marks, (asked, end) => {
        expect(canonicalQuestion(asked + end)).toBe(canonicalQuestion(asked));
      }),
      { numRuns: 1_000 },
    );
  });

  it('never grows beyond three times its input and stays linear on hostile input', () => {
    fc.assert(fc.property(question, (asked) => canonicalQuestion(asked).length <= 3 * asked.length));
    const startedAt = performance.now();
    for (const unit of ['?', '!', '. ', "a'", '(', 'A-', '\uff01']) canonicalQuestion(unit.repeat(50_000));
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
