import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { Child } from './child';

const KILLS = 10;
const BATCH = 3;

/** Acknowledgements heard before a kill; the child is a random number of statements further by then. */
const MAX_ACKNOWLEDGED = 40;

type Row = readonly [id: number, batch: number | null];

/** Two spec files run it, so that no file takes over a minute: 20 kills in all. */
export function describeKills(): void {
  describe('kill -9 of a process that writes to the embedded database', () => {
    let folder: string;
    let dataDir: string;
    let next: Child;
    const spawnWriter = (): Child => new Child(require.resolve('./writer.child'), [dataDir], folder);

    /** The next one loads its code meanwhile; it opens nothing before it is told to. */
    const takeWriter = async (): Promise<Child> => {
      const writer = next;
      next = spawnWriter();
      expect(await writer.hear()).toBe('up');
      writer.say('go');
      return writer;
    };

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'trivet-test-'));
      dataDir = join(folder, 'data');
      next = spawnWriter();
    });
    afterAll(async () => {
      await next.kill();
      rmSync(folder, { recursive: true, force: true });
    });

    it('in the middle of its creation leaves a folder that opens', async () => {
      const writer = await takeWriter();
      await eventually('The folder is being created.', () => existsSync(join(dataDir, 'postgres.new')));
      // A random moment of the creation, which takes seconds, is what this test is about.
      // eslint-disable-next-line no-restricted-syntax -- nothing tells from outside how far it has come
      await new Promise((resolve) => setTimeout(resolve, 500 * Math.random()));
      await writer.kill();
      expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
      // That it opens is what the next test begins with, on the same folder.
    });

    it(`${KILLS} times at random moments loses no acknowledged row and leaves no half transaction`, async () => {
      const acknowledged = new Set<number>();
      for (let round = 0; round <= KILLS; round++) {
        const writer = await takeWriter();
        expectAll(acknowledged, await rowsOf(writer));
        await hearAcknowledged(writer, {
          acknowledged,
          lines: 1 + Math.floor(Math.random() * MAX_ACKNOWLEDGED),
        });
        await writer.kill();
        await hearAcknowledged(writer, { acknowledged, lines: Infinity });
      }
      expect(acknowledged.size).toBeGreaterThan(KILLS);
    }, 180_000);
  });
}

async function rowsOf(writer: Child): Promise<readonly Row[]> {
  const line = await writer.hear();
  expect(line).not.toBeNull();
  return JSON.parse(line ?? '') as Row[];
}

function expectAll(acknowledged: ReadonlySet<number>, rows: readonly Row[]): void {
  const ids = new Set(rows.map(([id]) => id));
  expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
  const batches = new Map<number, number>();
  for (const [, batch] of rows) if (batch !== null) batches.set(batch, (batches.get(batch) ?? 0) + 1);
  expect([...batches].filter(([, size]) => size !== BATCH)).toEqual([]);
}

interface Hearing {
  readonly acknowledged: Set<number>;
  readonly lines: number;
}

async function hearAcknowledged(writer: Child, { acknowledged, lines }: Hearing): Promise<void> {
  for (let heard = 0; heard < lines; heard++) {
    const line = await writer.hear();
    if (line === null) return;
    acknowledged.add(Number(line));
  }
}
