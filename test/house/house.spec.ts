import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { circleIn, cruise, roomsOf } from './house';

describe('The house', () => {
  const { modules, summary } = cruise();
  const rooms = roomsOf(modules);

  it('keeps the rules of its doors', () => {
    expect(modules.length).toBeGreaterThan(200);
    expect(summary.violations).toEqual([]);
  });

  it('has no circle between rooms', () => {
    expect([...rooms.keys()]).toEqual(
      expect.arrayContaining(['http', 'auth', 'core/pipeline', 'core/cache']),
    );
    expect(rooms.get('telling')).toContain('http');
    expect(circleIn(rooms)).toBeNull();
  });
});

describe('A house that breaks', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trivet-house-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const build = (files: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const { modules, summary } = cruise(folder);
    return { rules: summary.violations.map(({ rule }) => rule.name), circle: circleIn(roomsOf(modules)) };
  };

  it.each([
    ['core-has-one-door', { 'src/notes/a.ts': "import '../core/flight/b';", 'src/core/flight/b.ts': '' }],
    ['core-knows-no-other-room', { 'src/core/a.ts': "import '../redis/b';", 'src/redis/b.ts': '' }],
    [
      'core-knows-no-other-room',
      {
        'src/core/a.ts': "import type { B } from '../anything/b';",
        'src/anything/b.ts': 'export type B = 1;',
      },
    ],
    [
      'core-knows-no-http',
      {
        'src/core/a.ts': "import 'fastify';",
        'node_modules/fastify/index.js': '',
        'node_modules/fastify/package.json': '{"name":"fastify","main":"index.js"}',
      },
    ],
    ['only-app-and-process-know-everybody', { 'src/notes/a.ts': "import '../app/b';", 'src/app/b.ts': '' }],
    [
      'no-circle-of-files',
      { 'src/notes/a.ts': "import './b';", 'src/notes/b.ts': "import type { A } from './a';" },
    ],
  ])('breaks %s by %j', (rule, files) => {
    expect(build(files).rules).toContain(rule);
  });

  it('keeps all of them when the core is entered by its door', () => {
    const files = { 'src/notes/a.ts': "import '../core';", 'src/core/index.ts': "import './b/c';" };
    expect(build({ ...files, 'src/core/b/c.ts': '' })).toEqual({ rules: [], circle: null });
  });

  it('has a circle between rooms although there is none between files', () => {
    const files = {
      'src/http/a.ts': "import '../auth/a';",
      'src/auth/a.ts': '',
      'src/auth/b.ts': "import '../http/b';",
      'src/http/b.ts': '',
    };
    expect(build(files)).toEqual({ rules: [], circle: 'auth → http → auth' });
  });
});
