import {
  followUps,
  hitsInOtherWords,
  ofWrongTurn,
  shareFound,
  TALKS,
  told,
  writeSampleNotes,
} from '../../support/talks';
import { withModel } from '../../support/with-app';

describe('sixty conversations over the sample notes, with a model that makes them standalone', () => {
  const { app, model } = withModel();

  it('find the right passage among five, answer from the right turn, and share what others had', async () => {
    const alone = new Map(
      TALKS.flat().flatMap((turn) => (turn.kind === 'question' ? [[turn.ask, turn.alone]] : [])),
    );
    model.condenseWith((last) => alone.get(last) ?? last);
    const me = app.newcomer();
    await writeSampleNotes(me);
    const heard = await followUps(me);
    expect(shareFound(heard)).toBeGreaterThanOrEqual(0.95);
    expect(told(ofWrongTurn(heard))).toBe('');
    expect(told(await hitsInOtherWords(me, heard))).toBe('');
  }, 60_000);
});
