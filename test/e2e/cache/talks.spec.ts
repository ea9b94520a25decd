import {
  followUps,
  hitsInOtherWords,
  ofWrongTurn,
  shareFound,
  told,
  writeSampleNotes,
} from '../../support/talks';
import { withApp } from '../../support/with-app';

describe('sixty conversations over the sample notes, by rules', () => {
  const { app } = withApp();

  it('find the right passage among five, answer from the right turn, and share what others had', async () => {
    const me = app.newcomer();
    await writeSampleNotes(me);
    const heard = await followUps(me);
    expect(heard.length).toBeGreaterThan(90);
    expect(shareFound(heard)).toBeGreaterThanOrEqual(0.9);
    expect(told(ofWrongTurn(heard))).toBe('');
    expect(told(await hitsInOtherWords(me, heard))).toBe('');
  }, 60_000);
});
