import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SampleNotebook } from '../../../src/demo/sample-notebook';
import { startApp, type Person, type TestApp } from '../../support/app';

interface SampleQuestion {
  readonly question: string;
  readonly answer_contains: readonly string[];
}

const SAMPLES = join(__dirname, '../../../sample-notes');

// The sample notebook is for the embedded engine only.
const onEmbedded = process.env['TRIVET_TEST_DATABASE_URL'] ? describe.skip : describe;

onEmbedded('the sample notebook', () => {
  let app: TestApp;
  let me: Person;
  let notebook: SampleNotebook;

  beforeAll(async () => {
    app = await startApp({ DEMO_NOTES: 'true' });
    me = app.as();
    notebook = app.nest.get(SampleNotebook);
    expect(await notebook.load()).toBe(30);
  }, 120_000);
  afterAll(() => app.close());

  it('answers the questions that were written for it', async () => {
    const questions = JSON.parse(await readFile(join(SAMPLES, 'questions.json'), 'utf8')) as SampleQuestion[];
    const answerable = questions.filter(({ answer_contains }) => answer_contains.length > 0);
    const missed: string[] = [];
    for (const { question, answer_contains } of answerable) {
      const { body } = await me.ask(question);
      if (!answer_contains.some((part) => body.answer.includes(part))) missed.push(question);
    }
    expect(answerable.length).toBeGreaterThanOrEqual(40);
    expect(missed).toEqual([]);
  });

  it('is not loaded again, also not by who deleted a note of it', async () => {
    const { body } = await me.call<{ notes: { id: string }[] }>('GET', '/notes?limit=1');
    for (const note of body.notes) await me.remove(note);
    expect(await notebook.load()).toBe(0);
  });

  it('is completed by the next start when the first was ended in the middle of it', async () => {
    await writeFile(join(app.database.dataDir, 'sample-notes.unfinished'), '');
    expect(await notebook.load()).toBe(1);
    expect(await notebook.load()).toBe(0);
  });
});
