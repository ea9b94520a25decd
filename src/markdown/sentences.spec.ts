import fc from 'fast-check';
import { sentenceStarts } from './sentences';

const sentences = (text: string) => {
  const starts = sentenceStarts(text);
  return starts.map((start, at) => text.slice(start, starts[at + 1]));
};

describe('sentenceStarts', () => {
  it('ends a sentence at its full stop, not at a line end or an abbreviation in mid-sentence', () => {
    expect(sentences('It rained,\nall day. We stayed, e.g. in bed. 雨だ。寝た。')).toEqual([
      'It rained,\nall day. ',
      'We stayed, e.g. in bed. ',
      '雨だ。',
      '寝た。',
    ]);
  });

  /** Each is one sentence. */
  it.each([
    // Addresses, and what Markdown keeps together.
    'The video is at https://video.example/watch?v=abc and long.',
    'Ask at https://a.example/x.y?z=1!b#c. or not at all.',
    'See <https://a.example/?q=1> for more.',
    'Read [What? Why! How.](https://a.example/a_(b)?c) before lunch.',
    'Read [all of it. Really][1] before lunch.',
    'Run `make. All! Now?` twice.',
    'Type ``a ` b. C`` here.',
    'The map ![The cellar. Left.](map.png) shows it.',
    'The plan is in ![[Floor. Plan!.png]] and [[Notes. Old|the old ones]].',
    'Look at foo?bar and baz!qux in the shell.',
    'Write to first.last@mail.example today.',
    'The file a.b/C.D/e.f is old.',
    // Abbreviations.
    'We moved to No. 14 Elm Court in May.',
    'We are open from 9 a.m. Monday to Friday.',
    'It closes at 5 p.m. Sundays excepted.',
    'Dr. Smith and Mrs. Jones met J. R. Oppenheimer.',
    'Bring fruit, e.g. Apples, i.e. What grows here.',
    'It is made by Fenn & Co. Ltd. Saltmere.',
    'See fig. 3, pp. 4 and vol. II of it.',
    'It is in St. Mary Road, approx. 5 km from Mt. Elgin.',
    'The U.S. Army and the U.K. Parliament agreed.',
    'Jan. 5 and Dec. 24 are free.',
    'Das kostet ca. 5 Mio. Euro inkl. Versand, z. B. Kaffee.',
    'Die Abgabe ist am 15. März fällig.',
    '15. März ist Abgabe.',
    'Wir treffen uns im 2. Stock, d. h. Oben.',
    'Vom 3. Oktober bis zum 4. November ist zu.',
    'Die 3. Mannschaft spielt bzw. Ruht in der Bahnhofstr. Neun.',
    'Hr. Meier, Tel. 0123, Nr. 7 ist da, vgl. Kap. 3.',
    'El Sr. Pérez vive en la Av. Mayor núm. 3, pág. 4.',
    'Mme. Dupont habite au no. 4, p. ex. Avec M. Durand.',
    'Il sig. Rossi e la dott.ssa Bianchi, pag. 3.',
    'De heer dhr. Jansen komt o.a. Morgen, zie blz. 4.',
    'Den 3. juni kl. 9 begynder vi, f.eks. Her.',
    'Sejdeme se 15. října v 9 hodin.',
    'Встреча в г. Москва на ул. Новая, т. е. Там.',
    // Numbers and times.
    'It costs 3.50 euros, or 1.234,50 in all.',
    'Since v2.1.4 it starts at 9.30 and weighs 2.5 kg.',
    'Yahoo! is the name.',
    'He asked "why?" and left.',
    'It waits ... and then goes on.',
  ])('never cuts %j', (text) => {
    expect(sentences(text)).toEqual([text]);
  });

  it.each([
    ['It closed in 1990. The inn is new.', 1],
    ['Is it allowed? No. Ask first.', 2],
    ['We close at 5 p.m. The bar is open longer.', 1],
    ['See https://a.example. Then go.', 1],
    ['See https://a.example/b? Then go.', 1],
    ['Run `make`. Then go.', 1],
    ['Read [it](https://a.example). [Then](b) go.', 1],
    ['This is plan B. The other is better.', 1],
    ['Tea, milk, etc. We have all of it.', 1],
    ['We need 3. The others stay.', 1],
    ['Er kam um 9. Danach war Ruhe.', 1],
    ['他来了。她走了！为什么？', 2],
    ['¿Dónde está? En Madrid.', 1],
    ['Use `a`! Stop.', 1],
    ['(It opens at 9.) Then it closes.', 1],
  ])('cuts %j %i times', (text, cuts) => {
    expect(sentences(text)).toHaveLength(cuts + 1);
  });

  it('finds the same sentences in a long text as in a short one', () => {
    const sentence = 'This one has exactly the same words as all the others. ';
    expect(sentences(sentence.repeat(200))).toEqual(Array.from({ length: 200 }, () => sentence));
  });

  it('leaves nothing out', () => {
    const long = fc
      .array(fc.string({ unit: 'grapheme' }), { maxLength: 300 })
      .map((parts) => parts.join('. '));
    fc.assert(fc.property(long, (text) => sentences(text).join('') === text));
  });
});
