import type { Person } from '../../support/app';
import { withApp, withModel } from '../../support/with-app';

const VALVE = {
  title: 'Boiler room',
  body: 'The valve next to the door is a PX-4410-B.',
  visibility: 'workspace',
};

describe('an answer that was found by words', () => {
  const { me } = withModel();

  it('is outdated when a note is written that holds the words better', async () => {
    await me.write({ title: 'Spares', body: 'PX-4401-B is in the left drawer.', visibility: 'workspace' });
    const before = await me.ask('Where is PX-4410-B?');
    expect((await me.ask('Where is PX-4410-B?')).body.metadata.match).toBe('exact');

    const note = await me.write(VALVE);
    const after = await me.ask('Where is PX-4410-B?');
    expect(after.body.metadata).toMatchObject({ match: null, reason: 'evidence_changed' });
    expect(after.body.sources[0]?.note_id).toBe(note.id);
    expect(before.body.sources.map(({ note_id }) => note_id)).not.toContain(note.id);
  });

  it('is outdated when only the title with the words changes', async () => {
    const note = await me.write({ ...VALVE, title: 'Alder' });
    expect((await me.ask('alder')).body.sources[0]?.note_id).toBe(note.id);
    await me.edit(note, { title: 'Birch' });
    const { body } = await me.ask('alder');
    expect(JSON.stringify([body.answer, body.sources])).not.toContain('Alder');
  });
});

const PARTS = Array.from({ length: 40 }, (_, n) => `PX-${4_390 + n}-B`);

async function writeParts(me: Person): Promise<void> {
  for (const part of PARTS)
    await me.write({ title: `Shelf ${part.slice(5, 7)}`, body: `There are two of ${part} left.` });
}

/** The parts whose note comes first when they are asked for. */
async function foundFirst(me: Person): Promise<string[]> {
  const answers = await Promise.all(PARTS.map((part) => me.ask(`How many ${part} do we have?`)));
  return PARTS.filter((part, at) => answers[at]?.body.sources[0]?.content.includes(part));
}

describe('a search by words and vectors', () => {
  const { me } = withApp({ env: { EMBEDDING_PROVIDER: 'minilm' } });

  it('finds every one of many look-alikes', async () => {
    await writeParts(me);
    expect(await foundFirst(me)).toEqual(PARTS);
  });

  it('finds what is below the floor of the model but holds the name that was asked for', async () => {
    const note = await me.write({ title: 'a', body: '- alder: 16 GB\n- 00:1A:2B:3C: Küche' });
    const { body } = await me.ask(
      'Who has called the office about the grey bicycle of 00:1A:2B:3C last week?',
    );
    expect(body.sources.map(({ note_id }) => note_id)).toEqual([note.id]);
  });

  it('finds nothing about what no note is about, although some words are in the notes', async () => {
    await me.write({ title: 'Compost', body: 'The worms are in the bin of the garden.' });
    expect((await me.ask('Who was the king of Sweden in the war?')).body.sources).toEqual([]);
  });
});

describe('a search by vectors alone', () => {
  const { me } = withApp({ env: { EMBEDDING_PROVIDER: 'minilm', RETRIEVAL: 'vector' } });

  it('takes some look-alikes for others', async () => {
    await writeParts(me);
    expect((await foundFirst(me)).length).toBeLessThan(PARTS.length);
  });
});
