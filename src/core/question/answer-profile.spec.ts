import { FakeEmbedding, FakeLanguage, FakeReranker, FakeRetriever } from '../../../test/support/core-fakes';
import { AnswerProfiles } from './answer-profile';

describe('AnswerProfiles', () => {
  it('names all that decides what is found: retriever, embedding model, its floor and the number of passages', () => {
    const retriever = new FakeRetriever();
    const profiles = new AnswerProfiles(new FakeLanguage(), retriever, new FakeEmbedding());
    const before = profiles.retrieval(5);
    expect(profiles.retrieval(5)).toBe(before);
    expect(profiles.retrieval(6)).not.toBe(before);
    retriever.profile = 'another';
    expect(profiles.retrieval(5)).not.toBe(before);
  });

  it('names the reranker and what it chooses from, in the key of passages and of answers', () => {
    const profilesOf = (reranker: FakeReranker | null) => {
      const profiles = new AnswerProfiles(
        new FakeLanguage(),
        new FakeRetriever(),
        new FakeEmbedding(),
        reranker,
      );
      return [profiles.retrieval(5), profiles.for(5)];
    };
    const another = Object.assign(new FakeReranker(), { modelId: 'another' });
    const fewer = Object.assign(new FakeReranker(), { candidates: 10 });
    const all = [null, new FakeReranker(), another, fewer].flatMap(profilesOf);
    expect(new Set(all).size).toBe(all.length);
    expect(profilesOf(new FakeReranker())).toEqual(profilesOf(new FakeReranker()));
  });
});
