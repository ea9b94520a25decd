import { askedWords } from './asked-words';

describe('What is looked for by words', () => {
  it.each([
    ['How do I bleed the radiator?', 'bleed radiator?'],
    ["What's the code of Ann's locker?", "code Ann's locker?"],
    ['Wie entlüfte ich die Heizung?', 'entlüfte Heizung?'],
    ['¿Cuándo abre la piscina?', '¿ abre piscina?'],
    ['Où est la clé de la cave ?', 'clé cave ?'],
  ])('is of "%s" without the words that ask: "%s"', (question, rest) => {
    expect(askedWords(question).replace(/\s+/g, ' ').trim()).toBe(rest);
  });

  it.each(['the WHO', 'it/do.md', 'not-in', 'IT', 'or_else', 'is.it', 'who@by.example', 'C++ a+b'])(
    'keeps what is written as the name of one thing: %s',
    (name) => {
      expect(askedWords(`lamp ${name}`)).toContain(name.replace(/^the /, '').replace(' a+b', ''));
    },
  );

  it('is the question itself where no other word is left', () => {
    expect(askedWords('Who are you?')).toBe('Who are you?');
  });

  it('is the question itself in a language that it does not know', () => {
    expect(askedWords('Hur tömmer jag tanken?')).toBe('Hur tömmer jag tanken?');
  });
});
