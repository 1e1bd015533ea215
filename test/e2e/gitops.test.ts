import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseAllDocuments, stringify } from 'yaml';
import { startBreakable } from '../bed/breakable.ts';
import type { KubeThing } from '../bed/object.ts';
import { kuberhealthyV2, kuberhealthyV3 } from '../bed/worlds/kuberhealthy.ts';
import { deployment, namespace, service } from '../bed/worlds/objects.ts';
import { scenarioA } from '../bed/worlds/scenarios.ts';
import { everything } from './live.ts';
import { promwire } from './promwire.ts';
import type { Run } from './promwire.ts';
import { kuberhealthyTargets, LONG, MONITORING, oneLine, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/**
 * Scenario A by Git alone: what is in a repository is applied as Flux' kustomize-controller and Argo CD apply it (server-side
 * apply under their names, with their marks, and what is no longer there is removed); the chart is upgraded from version 2 to
 * 3; a fault in the repository is found and fixed there; and nothing of theirs is touched by promwire.
 */

const IMAGE = 'registry.example/web:1.0.0';
const LABELS = { app: 'web' };
const SHOP: readonly KubeThing[] = [
  namespace('shop'),
  deployment({
    ...{ namespace: 'shop', name: 'web', labels: LABELS, podLabels: LABELS },
    containers: [{ name: 'web', image: IMAGE, ports: [{ name: 'http', containerPort: 8080 }] }],
  }),
  service({
    ...{ namespace: 'shop', name: 'web', labels: LABELS, selector: LABELS },
    ports: [{ name: 'http', port: 80, targetPort: 'http' }],
  }),
];
const MONITOR = `apiVersion: ${MONITORING}
kind: ServiceMonitor
metadata:
  name: web
  namespace: shop
  labels:
    release: prometheus # what the stack selects by
spec:
  selector:
    matchLabels: { app: web }
  endpoints:
    - port: http
`;
const SOURCES = ['shop', 'monitoring', 'clusters/prod/captured.yaml'].flatMap((path) => ['--from', path]);
const POOL = 'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0';

let at: Scenario;
let repository: string;

const git = (...words: readonly string[]): string =>
  execFileSync('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
const put = (file: string, text: string): void => {
  mkdirSync(dirname(join(repository, file)), { recursive: true });
  writeFileSync(join(repository, file), text);
};
const chart = (objects: readonly KubeThing[]): string => objects.map((each) => `---\n${stringify(each)}`).join('');
const commit = (message: string): void => {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
};
/** In the repository, with the rights of the cluster's admin. */
const inGit = async (...args: readonly string[]): Promise<Run> =>
  await promwire(args, { cwd: repository, kubeconfig: at.bed.kubeconfig });
/** In the repository, where no cluster is known. */
const offline = async (...args: readonly string[]): Promise<Run> => await promwire(args, { cwd: repository });

interface Applier {
  readonly manager: string;
  readonly marks: (object: KubeThing) => Partial<KubeThing['metadata']>;
}
/** fluxcd/pkg ssa: labels of the Kustomization on each object, applied with force. */
const FLUX: Applier = {
  manager: 'kustomize-controller',
  marks: () => ({
    labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' },
  }),
};
/** argoproj/gitops-engine: its tracking annotation. */
const ARGO: Applier = {
  manager: 'argocd-controller',
  marks: ({ apiVersion, kind, metadata }) => ({
    annotations: {
      'argocd.argoproj.io/tracking-id': `apps:${apiVersion.split('/')[0] ?? ''}/${kind}:${metadata.namespace ?? ''}/${metadata.name}`,
    },
  }),
};

let inventory: readonly KubeThing[] = [];
/** What HEAD has, as the controller builds, marks, applies and prunes it. */
async function sync({ manager, marks }: Applier): Promise<readonly KubeThing[]> {
  const built = await at.bed.kubectl([
    'kustomize',
    '--load-restrictor=LoadRestrictionsNone',
    join(repository, 'clusters', 'prod'),
  ]);
  const objects = parseAllDocuments(built)
    .map((document) => document.toJS() as KubeThing)
    .map((object) => {
      const { labels, annotations } = marks(object);
      const { metadata } = object;
      return {
        ...object,
        metadata: {
          ...metadata,
          labels: { ...metadata.labels, ...labels },
          annotations: { ...metadata.annotations, ...annotations },
        },
      };
    });
  await at.bed.apply(objects, { manager });
  const key = ({ kind, metadata }: KubeThing): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
  const now = new Set(objects.map(key));
  await at.bed.remove(inventory.filter((object) => !now.has(key(object))));
  inventory = objects;
  return objects;
}

/** What they hold, and who wrote which of it: the operator writes their status at any time, and is left out. */
async function written(objects: readonly KubeThing[]): Promise<unknown> {
  const states = [];
  for (const object of objects) {
    const { metadata, status: _status, ...rest } = (await at.bed.read(object)) ?? object;
    const { labels, annotations, managedFields = [] } = metadata as Metadata;
    const managers = managedFields.filter(({ subresource }) => subresource !== 'status');
    states.push({ ...rest, name: metadata.name, labels, annotations, managers });
  }
  return states;
}
type Metadata = KubeThing['metadata'] & { readonly managedFields?: readonly { readonly subresource?: string }[] };

const isUp = async (
  targets: () => Promise<readonly string[]>,
  wanted: readonly string[],
  what: string,
): Promise<void> => {
  await at.bed.waitFor(async () => (await targets()).join() === wanted.join(), { what });
};
const webTargets = async (): Promise<readonly string[]> =>
  (await at.prometheus.targets('shop')).map(({ scrapePool, health }) => `${scrapePool} ${health}`);

beforeAll(async () => {
  at = await startScenario({
    objects: scenarioA(),
    images: { [IMAGE.replace('registry.example/', '')]: async ({ address }) => await startBreakable(8080, address) },
  });
  repository = join(at.bed.dir, 'repository');
  mkdirSync(repository);
  git('init', '--quiet', '--initial-branch', 'main');
}, LONG);
afterAll(() => at.bed.stop(), LONG);

describe('scenario A by Git', () => {
  it('is written into a repository, which is right without any cluster', async () => {
    put('charts/kuberhealthy.yaml', chart(kuberhealthyV2()));
    put('shop/web.yaml', chart(SHOP));
    put('shop/monitor.yaml', MONITOR);
    put('shop/kustomization.yaml', 'resources: [web.yaml, monitor.yaml]\n');
    expect((await inGit('snapshot', '--for-git', '--out', 'clusters/prod')).code).toBe(0);
    expect(await inGit('generate', '--out', 'monitoring')).toMatchObject({ code: 0 });
    put('clusters/prod/kustomization.yaml', 'resources: [../../monitoring, ../../shop]\n');
    const begun = await inGit('init');
    expect(begun).toMatchObject({ code: 0, stdout: 'wrote promwire.yaml\n' });
    expect(readFileSync(join(repository, 'promwire.yaml'), 'utf8')).toContain('clusters/prod/captured.yaml');
    const { code, stdout, stderr } = await offline('check');
    expect({ code, stdout, stderr: code === 0 ? '' : stderr }).toMatchObject({ code: 0 });
    commit('the first');
  });

  it(
    'is applied by the controller of Flux, and works',
    async () => {
      await sync(FLUX);
      await isUp(async () => await kuberhealthyTargets(at.prometheus), [`${POOL} up`, `${POOL} up`], '2/2 targets up');
      await isUp(webTargets, ['serviceMonitor/shop/web/0 up'], 'the target of the shop up');
      const verified = await at.run('verify');
      expect({ code: verified.code, stderr: verified.code === 0 ? '' : verified.stdout }).toEqual({
        code: 0,
        stderr: '',
      });
      expect((await at.run('diff')).code).toBe(0);
      const all = await everything(at.bed);
      const { code, stdout } = await at.run('setup', '--yes');
      expect({ code, unchanged: stdout.includes('Nothing to change.') }).toEqual({ code: 0, unchanged: true });
      expect(await everything(at.bed)).toEqual(all);
    },
    LONG,
  );

  it(
    'says before the upgrade of the chart what is to be generated again, and works again after it',
    async () => {
      const before = join(at.bed.dir, 'before.yaml');
      writeFileSync(before, (await at.run('snapshot', '--live')).stdout);
      put('charts/kuberhealthy.yaml', chart(kuberhealthyV3()));
      commit('kuberhealthy 3');
      const told = await offline('compare', 'HEAD~1', 'HEAD', '--captured', 'clusters/prod/captured.yaml');
      expect(oneLine(told.stdout)).toContain(
        'PrometheusRule kuberhealthy/promwire-kuberhealthy was made for Kuberhealthy 2, and Kuberhealthy 3 is there (made-for-other-version) HEAD:monitoring/prometheusrule-',
      );
      expect(oneLine(told.stdout)).toContain('promwire generate with the same --out');
      // As Helm does it: what the new chart has is written, what it no longer has is removed.
      const [old, now] = [kuberhealthyV2(), kuberhealthyV3()];
      const names = new Set(now.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
      await at.bed.apply(now, { manager: 'helm' });
      await at.bed.remove(old.filter(({ kind, metadata }) => !names.has(`${kind} ${metadata.name}`)));
      await isUp(async () => await kuberhealthyTargets(at.prometheus), [`${POOL} up`, `${POOL} up`], 'version 3 up');
      const found = await at.run('check');
      expect(found.stdout).toContain('made-for-other-version');
      const compared = await at.run('compare', before);
      expect(oneLine(compared.stdout)).toContain('was made for Kuberhealthy 2, and Kuberhealthy 3 is there');
      const again = await inGit('generate', '--out', 'monitoring');
      expect(again.code).toBe(0);
      expect(oneLine(again.stderr)).toContain('left from before: ');
      for (const file of readdirSync(join(repository, 'monitoring'), { recursive: true, encoding: 'utf8' }))
        if (file.includes('-v2')) rmSync(join(repository, 'monitoring', file));
      commit('generated again');
      const regenerated = await offline('compare', 'HEAD~1', 'HEAD', '--captured', 'clusters/prod/captured.yaml');
      expect(regenerated.stdout.split('  (')[0]).toBe(
        'loses 1 dashboard, 1 recording rule, 1 alert; gains 1 dashboard',
      );
      await sync(FLUX);
      await isUp(async () => await kuberhealthyTargets(at.prometheus), [`${POOL} up`, `${POOL} up`], '2/2 targets up');
      const verified = await at.run('verify');
      expect({ code: verified.code, stderr: verified.code === 0 ? '' : verified.stdout }).toEqual({
        code: 0,
        stderr: '',
      });
      expect((await at.run('diff')).code).toBe(0);
      const well = await at.run('check');
      expect(well.stdout).not.toContain('made-for-other-version');
    },
    LONG,
  );

  it(
    'has a fault in the repository, which is fixed there and nowhere else',
    async () => {
      put('shop/monitor.yaml', MONITOR.replace('release: prometheus', 'release: prom'));
      commit('a slip');
      const lost = await offline('compare', 'HEAD~1', 'HEAD', '--captured', 'clusters/prod/captured.yaml');
      expect(lost.code).toBe(1);
      expect(oneLine(lost.stdout)).toContain('no longer takes ServiceMonitor shop/web (1 target)');
      const owned = await sync(FLUX);
      await isUp(webTargets, [], 'no target of the shop');
      const state = await written(owned);
      const live = await at.run('fix', '--yes', '--timeout', '0s');
      expect(live.code).toBe(1);
      expect(oneLine(live.stdout + live.stderr)).toContain('Flux');
      expect(await written(owned)).toEqual(state);
      const fixed = await offline('fix', ...SOURCES, '--write');
      expect({ code: fixed.code, stderr: fixed.code === 0 ? '' : fixed.stderr }).toEqual({ code: 0, stderr: '' });
      expect(readFileSync(join(repository, 'shop', 'monitor.yaml'), 'utf8')).toBe(MONITOR);
      expect(git('status', '--porcelain')).toBe(' M shop/monitor.yaml\n');
      commit('fixed');
      await sync(FLUX);
      await isUp(webTargets, ['serviceMonitor/shop/web/0 up'], 'the target of the shop up');
    },
    LONG,
  );

  it.each([
    ['Flux', FLUX],
    ['Argo CD', ARGO],
  ] as const)(
    'leaves all that %s has applied alone',
    async (_, applier) => {
      const owned = await sync(applier);
      const state = await written(owned);
      expect((await at.run('diff')).code).toBe(0);
      for (const argv of [
        ['setup', '--yes'],
        ['setup', '--yes', '--threshold', 'failingFor=1m'],
        ['fix', '--yes', '--timeout', '0s'],
        ['undo', '--yes'],
        ['uninstall', '--yes'],
      ])
        await at.run(...argv);
      expect(await written(owned)).toEqual(state);
    },
    LONG,
  );
});
