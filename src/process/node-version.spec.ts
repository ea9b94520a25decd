import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const CHECK = join(__dirname, '../../node-version.cjs');

/** What a process on that version of Node says, and how it ends. */
function on(version: string) {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: ${JSON.stringify(version)} })`;
  const script = `${pretend}; require(${JSON.stringify(CHECK)}); console.log('goes on')`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('a version of Node', () => {
  it.each(['12.22.12', '18.20.8', '20.18.3'])('%s that is too old is told in one sentence', (version) => {
    const stderr = `Trivet needs Node 20.19 or later; this is Node ${version}.\n`;
    expect(on(version)).toEqual({ status: 1, stdout: '', stderr });
  });

  it.each(['20.19.0', '22.1.0', '24.0.0'])('%s will do', (version) => {
    expect(on(version)).toEqual({ status: 0, stdout: 'goes on\n', stderr: '' });
  });
});
