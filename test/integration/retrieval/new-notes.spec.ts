import { freshDatabase, type FreshDatabase } from '../../support/engine';
import { newNotesFound } from '../../support/new-notes';

jest.setTimeout(240_000);

const isOnServer = process.env['TRIVET_TEST_DATABASE_URL'] !== undefined;

/** The embedded engine serves few people. */
const CROWD = isOnServer ? { own: 6_200, strangers: 25_000 } : { own: 1_500, strangers: 1_500, noises: 512 };
const TRIALS = isOnServer ? 150 : 40;

describe('a note that was just acknowledged', () => {
  let database: FreshDatabase;

  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  it('is found first by whom it answers best, however many notes of strangers are nearer', async () => {
    expect(await newNotesFound(database.env, CROWD, TRIALS)).toEqual({ first: TRIALS, among: TRIALS });
  });
});
