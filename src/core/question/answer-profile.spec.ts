import { FakeEmbedding, FakeLanguage, FakeRetriever } from '../../../test/support/core-fakes';
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
});
