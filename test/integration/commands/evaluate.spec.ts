import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { evaluateCommand } from '../../../src/commands/evaluate/evaluate-command';

const NOTE = `# Keys

The spare key to the archive is in the red box in room 214. Lost keys are reported to the janitor, found keys to the front desk.
`;
const LOG = [
  'Where is the spare key to the archive?',
  'where is the spare key to the archive',
  'Could you tell me where the spare key to the archive is?',
  'Who are lost keys reported to?',
  'Who are found keys reported to?',
];

describe('npm run evaluate', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trivet-evaluate-spec-'));
    await mkdir(join(folder, 'notes'));
    await writeFile(join(folder, 'notes/keys.md'), NOTE);
    await writeFile(
      join(folder, 'log.jsonl'),
      LOG.map((question) => JSON.stringify({ question })).join('\n'),
    );
    const rows = ['kept', 'stored'].map((word) => ({
      text: `Where are the spare keys of the old archive ${word}?`,
      answer_class: word,
      template_id: 'keys',
    }));
    await mkdir(join(folder, 'advising_slots'));
    await writeFile(
      join(folder, 'advising_slots/expanded.jsonl'),
      rows.map((row) => JSON.stringify(row)).join('\n'),
    );
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const code = await evaluateCommand([...args, '--cache', join(folder, 'cache')], { stdout, stderr });
    stdout.end();
    stderr.end();
    return { code, out: await text(stdout), err: await text(stderr) };
  }

  it("asks one's own log over one's own notes, serves another wording, and says who judged it", async () => {
    const out = join(folder, 'out');
    const told = await run(
      '--log',
      join(folder, 'log.jsonl'),
      '--notes',
      join(folder, 'notes'),
      '--out',
      out,
    );
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(told.out).toContain('5 questions over 1 notes; nobody labelled them: pairs are judged by ');
    const written = JSON.parse(await readFile(join(out, 'evaluation.json'), 'utf8')) as {
      sets: { policies: object[] }[];
    };
    expect(written.sets[0]?.policies[0]).toMatchObject({
      requests: 5,
      exact_hits: 1,
      semantic_hits: 1,
      wrong: 0,
    });
    expect(await readFile(join(out, 'log.svg'), 'utf8')).toContain('</svg>');
  });

  it('exits with 1 where more hits are wrong than --max-wrong allows, and takes its vectors from the folder the second time', async () => {
    const args = ['--data', folder, '--sets', 'advising_slots', '--seeds', '2'];
    expect(await run(...args, '--max-wrong', '1')).toMatchObject({ code: 0 });
    const broken = await run(...args, '--max-wrong', '0.5');
    expect(broken).toMatchObject({ code: 1 });
    expect(broken.err).toBe(
      'BROKEN  advising_slots: 100.00 % of hits are wrong, and --max-wrong allows 50 %\n',
    );
    expect(await run(...args, '--max-wrong', '0.5', '--mode', 'shadow')).toMatchObject({ code: 0 });
  });

  it('exits with 2 and says what to do where a set, a log or notes are missing', async () => {
    expect(await run('--data', folder, '--sets', 'xquad')).toMatchObject({
      code: 2,
      err: expect.stringContaining('leave the set out with --sets') as string,
    });
    expect(await run('--log', join(folder, 'none.txt'), '--notes', folder)).toMatchObject({ code: 2 });
    expect(await run('--log', join(folder, 'log.jsonl'), '--notes', join(folder, 'none'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('name the one that holds your notes with --notes') as string,
    });
    expect(await run()).toMatchObject({ code: 2 });
  });
});
