import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What was computed once is kept in a folder, under a hash of all that it was computed from. */
export class Kept {
  constructor(private readonly folder: string) {}

  /** @param from all that the result depends on */
  async bytes(name: string, from: unknown, compute: () => Promise<Buffer>): Promise<Buffer> {
    const key = createHash('sha256').update(JSON.stringify(from)).digest('hex').slice(0, 16);
    const file = join(this.folder, `${name}-${key}`);
    const known = await readFile(file).catch(() => null);
    if (known) return known;
    const computed = await compute();
    await mkdir(this.folder, { recursive: true });
    await writeFile(`${file}.part`, computed);
    await rename(`${file}.part`, file);
    return computed;
  }
}
