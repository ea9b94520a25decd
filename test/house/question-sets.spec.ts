import { hash } from 'node:crypto';
import { holdsWhole, identifierSet } from '../../bench/sets/identifiers';

describe('the set of identifiers that retrieval is measured with', () => {
  const { notes, lookUps } = identifierSet();

  it('has 300 notes and 200 look-ups, and each thing stands as a whole in the one note that is named', () => {
    const homes = lookUps.map(({ id }) =>
      notes.flatMap(({ title, body }) => (holdsWhole(body, id) ? title : [])),
    );
    expect([new Set(notes.map(({ title }) => title)).size, lookUps.length]).toEqual([300, 200]);
    expect(homes).toEqual(lookUps.map(({ note }) => [note]));
  });

  it('is not changed by who has seen figures of it', () => {
    expect(hash('sha256', JSON.stringify({ notes, lookUps })).slice(0, 16)).toBe('1189fe204caa033f');
  });
});
