import { quantitiesIn } from './quantities';

describe('Quantities in a text', () => {
  it.each([
    ['Soak it for twelve minutes.', 'time', 720],
    ['It took half an hour.', 'time', 1800],
    ['Bring forty kilos.', 'weight', 40_000],
    ['It took 1:30.', 'time', 5400],
    ['It costs £4.50.', 'money', 4.5],
    ['A file of 2 MB.', 'size', 2e6],
  ])('"%s" has one of %s', (text, dimension, value) => {
    expect(quantitiesIn(text)).toEqual([{ dimension, value }]);
  });

  it.each(['It begins at 19:00.', 'Open from 9:30 to 17:00.', 'One of us, and two of them.'])(
    'are none in "%s"',
    (text) => {
      expect(quantitiesIn(text)).toEqual([]);
    },
  );
});
