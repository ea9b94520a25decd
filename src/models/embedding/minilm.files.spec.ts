import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkMiniLmFiles } from './minilm.files';

const contents: Record<string, string> = { 'onnx/model_quantized.onnx': 'weights', 'tokenizer.json': '{}' };

describe('checkMiniLmFiles', () => {
  let folder: string;

  function writeSums(files: Record<string, string>): void {
    const lines = Object.entries(files).map(([name, text]) => {
      return `${createHash('sha256').update(text).digest('hex')}  ${name}\n`;
    });
    writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''));
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'minilm-files-'));
    mkdirSync(join(folder, 'onnx'));
    for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text);
    writeSums(contents);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(Object.keys(contents))('gives another model id when %s is another file', async (name) => {
    const before = await checkMiniLmFiles(folder);
    writeFileSync(join(folder, name), 'other');
    writeSums({ ...contents, [name]: 'other' });
    const after = await checkMiniLmFiles(folder);
    expect(before.modelId).toMatch(/^minilm-l6-v2-q8@[0-9a-f]{12}\+[0-9a-f]{12}$/);
    expect(after.modelId).not.toBe(before.modelId);
  });

  it.each(Object.keys(contents))('names %s when it is damaged, and the remedy', async (name) => {
    writeFileSync(join(folder, name), 'damaged');
    await expect(checkMiniLmFiles(folder)).rejects.toThrow(
      new RegExp(`${name} is not the file.*git checkout`),
    );
  });

  it.each([...Object.keys(contents), 'SHA256SUMS'])(
    'names %s when it is missing, and the remedy',
    async (name) => {
      rmSync(join(folder, name));
      await expect(checkMiniLmFiles(folder)).rejects.toThrow(
        new RegExp(`Cannot read .*${name}.*git checkout`),
      );
    },
  );

  it('refuses a list of sums that leaves a file out', async () => {
    writeSums({ 'tokenizer.json': '{}' });
    await expect(checkMiniLmFiles(folder)).rejects.toThrow('does not name onnx/model_quantized.onnx');
  });
});
