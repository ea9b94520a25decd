import { type Candidate, ranked } from './ranking';

const candidate = (id: string, similarity: number, more: Partial<Candidate> = {}): Candidate => ({
  id,
  documentId: `note of ${id}`,
  corpus: 'w/eng',
  incarnation: '',
  title: 'Title',
  section: [],
  content: id,
  hash: id,
  distance: 1 - similarity,
  words: [],
  share: 0,
  ...more,
});
const RANKING = { topK: 5, minSimilarity: 0.2 };
const idsOf = (...candidates: Candidate[]): string[] => ranked(candidates, RANKING).map(({ id }) => id);

describe('The order of passages', () => {
  it('is that of similarity where no words are held', () => {
    expect(idsOf(candidate('far', 0.3), candidate('near', 0.6))).toEqual(['near', 'far']);
  });

  it('lets a passage with the words of the question come before a somewhat nearer one', () => {
    const named = candidate('named', 0.3, { words: ['px-4410-b'], share: 0.9 });
    expect(idsOf(candidate('near', 0.6), named)).toEqual(['named', 'near']);
  });

  it('lets a few of the words move a passage a little only', () => {
    const some = candidate('some', 0.3, { words: ['box'], share: 0.2 });
    expect(idsOf(candidate('near', 0.6), some)).toEqual(['near', 'some']);
  });

  it('keeps the cosine similarity of what was found by its words', () => {
    const [passage] = ranked([candidate('named', 0.1, { words: ['alder'], share: 1 })], RANKING);
    expect(passage).toMatchObject({ id: 'named', similarity: 0.1 });
  });
});

describe('The relevance floor', () => {
  it('hides what is dissimilar and holds no words, or the lesser part of them', () => {
    expect(idsOf(candidate('none', 0.1), candidate('some', 0.1, { words: ['capital'], share: 0.4 }))).toEqual(
      [],
    );
  });

  it('hides nothing that holds most of the rare words', () => {
    expect(idsOf(candidate('most', -0.1, { words: ['alder'], share: 0.5 }))).toEqual(['most']);
  });

  it.each([
    'px4410b',
    '9780306406157',
    'cache_ttl',
    'nginx.conf',
    'etc/hosts',
    'bob@mail.example',
    'v1.2',
    'e-42',
  ])('hides nothing that holds %s of the question', (word) => {
    expect(idsOf(candidate('named', -0.1, { words: [word], share: 0.1 }))).toEqual(['named']);
  });

  it.each(['heron', 'follow-up', "don't", '12', '1998', '東京'])(
    'may hide what holds nothing but %s of a long question',
    (word) => {
      expect(idsOf(candidate('word', 0.1, { words: [word], share: 0.1 }))).toEqual([]);
    },
  );
});
