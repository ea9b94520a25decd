import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ConfigModule } from './config.module';
import { Settings } from './settings';

@Injectable()
class Reader {
  constructor(readonly settings: Settings) {}
}

describe('ConfigModule', () => {
  it('gives every module the settings of the environment it was handed', async () => {
    const config = await ConfigModule.forRoot({ PORT: '0' });
    const app = await Test.createTestingModule({ imports: [config], providers: [Reader] }).compile();
    expect(app.get(Reader).settings.server.port).toBe(0);
    expect(app.get(Reader).settings).toBe(config.settings);
  });

  it('refuses a wrong environment with our own list', async () => {
    await expect(ConfigModule.forRoot({ PORT: 'x', LOG_LEVEL: 'loud' })).rejects.toMatchObject({
      name: 'EnvironmentError',
      variables: [{ name: 'PORT' }, { name: 'LOG_LEVEL' }],
    });
  });

  describe('in a process', () => {
    const before = { cwd: process.cwd(), env: { ...process.env } };
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'trivet-config-'));
      process.chdir(folder);
    });
    afterEach(() => {
      process.chdir(before.cwd);
      process.env = { ...before.env };
      rmSync(folder, { recursive: true });
    });

    it('reads .env below the real environment', async () => {
      writeFileSync('.env', 'PORT=4001\nRETRIEVAL_TOP_K=7\n');
      process.env['PORT'] = '4002';
      const { settings } = await ConfigModule.forRoot();
      expect(settings.server.port).toBe(4002);
      expect(settings.core.topK).toBe(7);
    });

    it.each([
      ['UTF-8 with a mark', Buffer.from('\ufeffPORT=4003\nRETRIEVAL_TOP_K=7\n')],
      ['UTF-16, as PowerShell writes it', Buffer.from('\ufeffPORT=4003\r\nRETRIEVAL_TOP_K=7\r\n', 'utf16le')],
      ['big-endian UTF-16', Buffer.from('\ufeffPORT=4003\r\nRETRIEVAL_TOP_K=7\r\n', 'utf16le').swap16()],
    ])('reads a .env in %s', async (_encoding, bytes) => {
      writeFileSync('.env', bytes);
      const { settings } = await ConfigModule.forRoot();
      expect([settings.server.port, settings.core.topK]).toEqual([4003, 7]);
    });

    it('checks what .env says', async () => {
      writeFileSync('.env', 'RETRIEVAL_TOP_K=21\n');
      await expect(ConfigModule.forRoot()).rejects.toThrow('RETRIEVAL_TOP_K is "21"');
    });

    it('writes nothing into process.env', async () => {
      writeFileSync('.env', 'LLM_API_KEY=hidden\n');
      await ConfigModule.forRoot();
      expect(process.env).not.toHaveProperty('LLM_API_KEY');
      expect(process.env).not.toHaveProperty('CACHE_TYPE');
    });

    it('keeps an injected environment apart from both', async () => {
      writeFileSync('.env', 'PORT=4001\n');
      process.env['RETRIEVAL_TOP_K'] = '7';
      const { settings } = await ConfigModule.forRoot({});
      expect(settings.server.port).toBe(3000);
      expect(settings.core.topK).toBe(5);
    });
  });
});
