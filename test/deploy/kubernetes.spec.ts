import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IService } from 'kubernetes-models/v1/Service';
import { manifestsIn, schemaErrors, unknownFields, type Manifest } from '../support/manifests';
import { refusedSettings } from '../support/told-environment';

const only = (manifests: readonly Manifest[], kind: string): object => {
  const [found, ...others] = manifests.filter((each) => each.kind === kind);
  if (!found || others.length > 0) throw new Error(`There is not exactly one ${kind}.`);
  return found.content;
};

describe('the Kubernetes example', () => {
  let manifests: Manifest[];

  beforeAll(async () => {
    manifests = await manifestsIn('deploy/kubernetes');
  });

  const deployment = () => only(manifests, 'Deployment') as IDeployment;
  const pod = () => deployment().spec?.template.spec;
  const container = () => pod()?.containers[0];
  const settings = (): Record<string, string> => (only(manifests, 'ConfigMap') as IConfigMap).data ?? {};

  it('has everything that it takes', () => {
    expect(manifests.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'HorizontalPodAutoscaler',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
    ]);
  });

  it('conforms to the schemas of Kubernetes', async () => {
    const errors = await Promise.all(
      manifests.map(async (each) => (await schemaErrors(each)).map((error) => `${each.file}: ${error}`)),
    );
    expect(errors.flat()).toEqual([]);
  });

  it('names no field that Kubernetes does not know', () => {
    expect(unknownFields(manifests)).toEqual([]);
  });

  it('is refused by these checks when a field is of another type or misspelt', async () => {
    const having = (field: object): Manifest => {
      const content = { ...deployment(), spec: { ...deployment().spec, ...field } };
      return { apiVersion: 'apps/v1', kind: 'Deployment', file: '', content };
    };
    expect(await schemaErrors(having({ replicas: 'three' }))).toEqual([expect.stringContaining('replicas')]);
    expect(unknownFields([having({ replica: 3 })])).toEqual([expect.stringContaining('replica')]);
  });

  it('tells the service only what it reads and takes', () => {
    expect(Object.keys(settings())).not.toEqual([]);
    expect(refusedSettings(settings())).toEqual([]);
    expect(refusedSettings({ ...settings(), CACHE_TIPE: 'hybrid', AUTH_MODE: 'none' })).toHaveLength(2);
  });

  it('gives the migration the same database, by a name that the settings have', () => {
    const given = (pod()?.initContainers ?? []).flatMap(({ env = [] }) => env);
    expect(given).not.toEqual([]);
    for (const { name, valueFrom } of given) {
      expect(valueFrom?.configMapKeyRef?.key).toBe(name);
      expect(settings()).toHaveProperty(name);
    }
  });

  it('reads every secret file from where the secret is mounted', () => {
    const files = Object.entries(settings()).filter(([name]) => name.endsWith('_FILE'));
    expect(files).toHaveLength(3);
    const mounts = [...(pod()?.initContainers ?? []), ...(pod()?.containers ?? [])].map(
      ({ volumeMounts }) => volumeMounts?.[0]?.mountPath,
    );
    expect(mounts).toHaveLength(2);
    for (const [, file] of files) for (const mount of mounts) expect(file.startsWith(`${mount}/`)).toBe(true);
  });

  it('leaves a pod the time that its settings promise to what runs', () => {
    const pauseS = Number(container()?.lifecycle?.preStop?.exec?.command?.[1]);
    const graceS = Number(settings()['SHUTDOWN_GRACE_MS']) / 1000;
    expect(pod()?.terminationGracePeriodSeconds).toBeGreaterThan(pauseS + graceS);
  });

  it('leads from the service to the port that is listened on, and probes there', () => {
    const [port] = container()?.ports ?? [];
    expect(String(port?.containerPort)).toBe(settings()['PORT']);
    expect((only(manifests, 'Service') as IService).spec?.ports?.[0]?.targetPort).toBe(port?.name);
    const { startupProbe, livenessProbe, readinessProbe } = container() ?? {};
    const probes = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet);
    expect(probes.map((get) => get?.path)).toEqual(['/health/live', '/health/live', '/health/ready']);
    expect(new Set(probes.map((get) => get?.port))).toEqual(new Set([port?.name]));
  });

  it('finds its pods under one label', () => {
    const label = { 'app.kubernetes.io/name': 'trivet' };
    expect(deployment().spec?.selector.matchLabels).toEqual(label);
    expect(deployment().spec?.template.metadata?.labels).toMatchObject(label);
    expect((only(manifests, 'Service') as IService).spec?.selector).toEqual(label);
    const scaled = (only(manifests, 'HorizontalPodAutoscaler') as IHorizontalPodAutoscaler).spec
      ?.scaleTargetRef;
    expect(scaled?.name).toBe(deployment().metadata?.name);
  });
});
