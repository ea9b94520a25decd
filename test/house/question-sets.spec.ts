import { hash } from 'node:crypto';
import { conversations } from '../../bench/sets/conversations';
import { holdsWhole, identifierSet } from '../../bench/sets/identifiers';
import { sampleFiles } from '../support/sample-notes';

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

describe('the conversations that follow-ups are measured with', () => {
  const files = sampleFiles();
  const talks = conversations(files.map(({ file }) => file));

  it('are sixty, of two to four turns', () => {
    expect(talks).toHaveLength(60);
    expect(talks.filter(({ length }) => length < 2 || length > 4)).toEqual([]);
  });

  it('have right answers that stand in the notes that are named', () => {
    const bodies = new Map(files.map(({ file, draft }) => [file, draft.body.replaceAll('**', '')]));
    const unfounded = talks.flat().filter((turn) => {
      if (turn.kind === 'about' || turn.notes.length === 0) return false;
      return !turn.notes.some((note) => turn.right.some((text) => bodies.get(note)?.includes(text)));
    });
    expect(unfounded).toEqual([]);
  });
});
