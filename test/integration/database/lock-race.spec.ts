import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeSelf } from '../../../src/engines/database/lock-file';
import { Child } from './child';

const STARTERS = 6;
const ROUNDS = 40;

describe('several starts that find the lock of a dead process at once', () => {
  let dataDir: string;
  let starters: Child[];
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'trivet-test-'));
    starters = Array.from({ length: STARTERS }, () => new Child(require.resolve('./lock.child'), [dataDir]));
    await Promise.all(starters.map((starter) => starter.hear()));
  });
  afterAll(async () => {
    await Promise.all(starters.map((starter) => starter.leave()));
    rmSync(dataDir, { recursive: true, force: true });
  });
  const all = (word: string): Promise<(string | null)[]> =>
    Promise.all(
      starters.map((starter) => {
        starter.say(word);
        return starter.hear();
      }),
    );

  it('let exactly one of them have the folder, every time', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const wins: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const left: unknown = JSON.parse(describeSelf());
      writeFileSync(
        join(dataDir, 'lock'),
        JSON.stringify({ ...(left as object), pid: dead, process_start: 'boot:1' }),
      );
      const answers = await all('take');
      expect(answers.filter((answer) => answer !== 'held')).toEqual(['won']);
      wins.push(answers.indexOf('won'));
      await all('release');
    }
    expect(wins).toHaveLength(ROUNDS);
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('leave nothing behind when the process just exits', async () => {
    const child = new Child(require.resolve('./lock.child'), [dataDir]);
    await child.hear();
    child.say('take');
    expect(await child.hear()).toBe('won');
    expect(readdirSync(dataDir)).toEqual(['lock']);
    expect(await child.leave()).toBe(0);
    expect(readdirSync(dataDir)).toEqual([]);
  });
});
