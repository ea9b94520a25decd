import { createHash } from 'node:crypto';
import type { NoteBody } from '../../support/app';
import { withApp } from '../../support/with-app';

const { me } = withApp();

/** As random as a picture, and the same on every run. */
const picture = Buffer.concat(
  Array.from({ length: 1_172 }, (_, nth) => createHash('sha512').update(`${nth}`).digest()),
)
  .toString('base64')
  .slice(0, 100_000);
const before = 'The boiler stands behind the blue door in the cellar.';
const after = 'Its pressure valve is tested every April by Hugo.';
const body = `# Boiler room\n\n${before}\n\n![Plan of the cellar](data:image/png;base64,${picture})\n\n${after}\n`;

describe('a note with a picture of 100,000 characters', () => {
  it('is written in less than a second, and read back as it was', async () => {
    const times: number[] = [];
    for (const nth of [1, 2, 3]) {
      const startedAt = performance.now();
      const written = await me.write({ title: `Boiler ${nth}`, body: body.replace('blue', `blue ${nth}`) });
      times.push(performance.now() - startedAt);
      const { body: read } = await me.call<NoteBody>('GET', `/notes/${written.id}`);
      expect(read.body).toBe(body.replace('blue', `blue ${nth}`));
    }
    // A busy machine only ever adds to the time.
    expect(Math.min(...times)).toBeLessThan(1_000);
  });

  it('answers from its sentences, and says where the picture is', async () => {
    await me.write({ title: 'Boiler', body });
    for (const [question, answer] of [
      ['Where does the boiler stand?', 'blue door'],
      ['Who tests the pressure valve?', 'Hugo'],
    ] as const) {
      const { body: told } = await me.ask(question);
      expect(told.answer).toContain(answer);
      expect(told.sources).toHaveLength(1);
      expect(told.sources[0]?.content).toContain('Plan of the cellar [image data, 75 kB]');
      expect(JSON.stringify(told).length).toBeLessThan(3_000);
    }
  });

  it('keeps every other note as findable as it was', async () => {
    await me.write({ title: 'Boiler', body });
    await me.write({ title: 'Keys', body: 'The key with the part number QX-7731 opens the shed.' });
    const { body: told } = await me.ask('Which key opens the shed?');
    expect(told.sources[0]?.title).toBe('Keys');
    expect(told.answer).toContain('QX-7731');
  });
});
