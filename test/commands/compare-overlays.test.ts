/** Repositories of several clusters without promwire.yaml: a Prometheus in the folder of each, and overlays of the same names. */
import { describe, expect, it } from '@jest/globals';
import type { Answer } from './ask.ts';
import { comparedCommits } from './history.ts';
import type { Tree } from './history.ts';

const stack = (release: string, name = 'main'): string => `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: ${name}, namespace: monitoring}
spec:
  serviceMonitorSelector: {matchLabels: {release: ${release}}}
  serviceMonitorNamespaceSelector: {}
  podMonitorSelector: {matchLabels: {release: ${release}}}
  podMonitorNamespaceSelector: {matchLabels: {monitored: "yes"}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {monitored: "yes"}}
---
apiVersion: v1
kind: Namespace
metadata: {name: sandbox}
`;
const monitor = (kind: string, app: string): string => `apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: {name: web, labels: {app: ${app}}}
spec:
  selector: {matchLabels: {app: ${app}}}
  ${kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints'}:
    - port: metrics
`;
const deployment = (app: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${app}, labels: {app: ${app}}}
spec:
  selector: {matchLabels: {app: ${app}}}
  template:
    metadata: {labels: {app: ${app}}}
    spec:
      containers:
        - name: app
          image: example.com/app:1.0.0
          ports: [{name: metrics, containerPort: 9090}]
`;
const SERVICE = `---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec:
  selector: {app: web}
  ports: [{name: metrics, port: 9090, targetPort: metrics}]
`;
const overlay = (kind: string, release: string, namespace = 'shop', base = '../../base'): string => `resources:
  - ${base}
namespace: ${namespace}
patches:
  - target: {kind: ${kind}}
    patch: |
      - op: add
        path: /metadata/labels/release
        value: ${release}
`;

const APPS: Tree = {
  'apps/shop/base/kustomization.yaml': 'resources: [web.yaml, monitor.yaml]\n',
  'apps/shop/base/web.yaml': `${deployment('web')}${SERVICE}`,
  'apps/shop/base/monitor.yaml': monitor('ServiceMonitor', 'web'),
  'apps/jobs/base/kustomization.yaml': 'resources: [monitor.yaml, jobs.yaml]\n',
  'apps/jobs/base/jobs.yaml': deployment('jobs'),
  'apps/jobs/base/monitor.yaml': monitor('PodMonitor', 'jobs'),
};
const PLAIN: Tree = {
  ...APPS,
  'clusters/prod/stack.yaml': stack('prom-prod'),
  'clusters/staging/stack.yaml': stack('prom-staging'),
  'apps/shop/overlays/prod/kustomization.yaml': overlay('ServiceMonitor', 'prom-prod'),
  'apps/shop/overlays/staging/kustomization.yaml': overlay('ServiceMonitor', 'prom-staging'),
  'apps/jobs/overlays/prod/kustomization.yaml': overlay('PodMonitor', 'prom-prod'),
  'apps/jobs/overlays/staging/kustomization.yaml': overlay('PodMonitor', 'prom-staging'),
};
/** The same, with other folders of overlays. */
const moved = (to: (path: string) => string): Tree =>
  Object.fromEntries(
    Object.entries(PLAIN).map(([path, text]) => [
      to(path),
      to(path) === path
        ? text
        : text?.replace('../../base', path.replace(/^apps\/(\w+)\/.*$/, '../../../apps/$1/base')),
    ]),
  );
const below = (path: string): string => path.replace(/^apps\/(\w+)\/overlays\/(\w+)\//, 'clusters/$2/$1/');
const BELOW = moved(below);
/** Overlays that are called otherwise than the folders of the clusters. */
const otherwise = (path: string): string =>
  path.replace('overlays/prod/', 'overlays/production/').replace('overlays/staging/', 'overlays/stage/');
const OTHERWISE: Tree = Object.fromEntries(Object.entries(PLAIN).map(([path, text]) => [otherwise(path), text]));
const NAMED: Tree = {
  ...PLAIN,
  'clusters/prod/stack.yaml': stack('prom-prod', 'prod'),
  'clusters/staging/stack.yaml': stack('prom-staging', 'staging'),
};

const edited = (files: Tree, path: string, from: string, to: string): Tree => {
  const text = files[path]?.replace(from, to);
  if (text === undefined || text === files[path]) throw new Error(`${path} does not have ${from}`);
  return { ...files, [path]: text };
};
const compared = async (base: Tree, head: Tree, ...argv: readonly string[]): Promise<Answer> =>
  await comparedCommits(base, head, argv);

const RELEASE = 'apps/shop/overlays/prod/kustomization.yaml';
const JOBS = 'apps/jobs/overlays/prod/kustomization.yaml';

describe('promwire compare where the folder of each cluster holds a Prometheus', () => {
  it.each([
    ['beside the overlays', PLAIN, RELEASE, JOBS],
    ['with the overlays in it', BELOW, below(RELEASE), below(JOBS)],
    ['called otherwise in each', NAMED, RELEASE, JOBS],
  ] as const)('judges each by its own, %s', async (_, base, release, jobs) => {
    const label = await compared(base, edited(base, release, 'prom-prod', 'prometheus'));
    expect(label.out).toMatch(/^loses 1 monitor, 1 target/);
    expect(label.out).toMatch(/no longer takes ServiceMonitor shop\/web.*wants: release=prom-prod/);
    expect([label.code, label.out.includes('staging')]).toEqual([1, false]);

    const selector = await compared(base, edited(base, 'clusters/prod/stack.yaml', 'prom-prod', 'other'));
    expect(selector.out).toMatch(/^loses 1 monitor, 1 target/);
    expect([selector.code, selector.out.includes('staging')]).toEqual([1, false]);

    const namespace = await compared(base, edited(base, jobs, 'namespace: shop', 'namespace: sandbox'));
    expect(namespace.out).toMatch(/^loses 1 monitor, 1 target/);
    expect(namespace.out).toContain('PodMonitor sandbox/web (before: PodMonitor shop/web)');
    expect([namespace.code, /error|staging/.test(namespace.out)]).toEqual([1, false]);
  });

  it.each([
    ['beside the overlays', PLAIN],
    ['with the overlays in it', BELOW],
    ['called otherwise in each', NAMED],
    ['and no overlay is called so', OTHERWISE],
  ] as const)('says nothing of harmless changes, %s', async (_, base) => {
    for (const [path, from, to] of [
      ['apps/shop/base/monitor.yaml', 'name: web', 'name: shop-web'],
      ['apps/shop/base/web.yaml', '1.0.0', '2.0.0'],
    ] as const) {
      const head = edited(base, path, from, to);
      expect(await compared(base, head, '-o', 'markdown', '--fail-on', 'any')).toMatchObject({ code: 0, out: '' });
    }
    const both = edited(
      edited(base, 'apps/shop/base/web.yaml', 'ports: [{name: metrics, port', 'ports: [{name: prom, port'),
      'apps/shop/base/monitor.yaml',
      'port: metrics',
      'port: prom',
    );
    expect(await compared(base, both, '--fail-on', 'any')).toMatchObject({ code: 0 });
  });

  it.each([
    ['an overlay', otherwise(RELEASE), 'prom-prod'],
    ['what takes it', 'clusters/prod/stack.yaml', 'prom-prod'],
  ])('does not know what a change of %s costs where no name tells which cluster it is for', async (_, path, from) => {
    const { code, out } = await compared(OTHERWISE, edited(OTHERWISE, path, from, 'other'));
    expect(out).toContain('Which copies are applied to cluster prod is not known');
    expect(out).toContain('Name the clusters in promwire.yaml (promwire init)');
    expect(out).not.toContain('Set release');
    expect(code).toBe(3);
  });

  it('matches what got another name in each of its copies', async () => {
    const stackOnly: Tree = { 'captured.yaml': stack('prom-prod') };
    const base: Tree = {
      ...PLAIN,
      ...stackOnly,
      'clusters/prod/stack.yaml': undefined,
      'clusters/staging/stack.yaml': undefined,
    };
    const head = edited(base, 'apps/shop/base/monitor.yaml', 'name: web', 'name: shop-web');
    expect(await compared(base, head, '-o', 'markdown')).toMatchObject({ code: 0, out: '' });
  });

  it('says of what a kustomization no longer lists that it is not known, and nothing else', async () => {
    const head = edited(PLAIN, 'apps/shop/base/kustomization.yaml', ', monitor.yaml', '');
    const { code, out } = await compared(PLAIN, head);
    expect(out).toContain('no longer lists apps/shop/base/monitor.yaml');
    expect(out).not.toMatch(/ lost |Set release|error/);
    expect(code).toBe(3);
  });

  const CAPTURED = 'clusters/captured/prod.yaml';
  const ONE: Tree = {
    ...APPS,
    [CAPTURED]: stack('prom-prod'),
    'apps/shop/overlays/prod/kustomization.yaml': overlay('ServiceMonitor', 'prom-prod'),
    'apps/shop/overlays/staging/kustomization.yaml': overlay('ServiceMonitor', 'prom-staging'),
    'apps/jobs/overlays/prod/kustomization.yaml': overlay('PodMonitor', 'prom-prod'),
    'apps/jobs/overlays/staging/kustomization.yaml': overlay('PodMonitor', 'prom-staging'),
  };

  it('reads the base of one overlay that is compared alone from the same commit', async () => {
    const alone = (head: Tree): Promise<Answer> =>
      comparedCommits(
        ONE,
        head,
        ['--captured', CAPTURED],
        ['main~1:apps/shop/overlays/prod', 'main:apps/shop/overlays/prod'],
      );
    const port = await alone(edited(ONE, 'apps/shop/base/web.yaml', '{name: metrics, port', '{name: other, port'));
    expect(port.out).toContain(
      'no longer reaches Service shop/web, port metrics (1 target) main:apps/shop/base/web.yaml',
    );
    expect(port.code).toBe(1);
    expect(await alone({ ...ONE, 'README.md': 'A shop.' })).toMatchObject({ code: 0 });
    // What is outside of it and not built from is not of it.
    const jobs = await alone(edited(ONE, 'apps/jobs/base/monitor.yaml', 'port: metrics', 'port: other'));
    expect(jobs.out).toContain('loses nothing (');
  });

  it('counts no error of an overlay of another cluster as one of what was captured', async () => {
    const same = await comparedCommits(ONE, { ...ONE, 'README.md': 'A shop.' }, [
      '--captured',
      CAPTURED,
      '--fail-on',
      'any',
    ]);
    expect(same).toMatchObject({ code: 0 });
    expect(same.out).toContain('loses nothing (');
    const wrong = edited(
      edited(ONE, RELEASE, 'prom-prod', 'other'),
      'apps/shop/overlays/staging/kustomization.yaml',
      'prom-staging',
      'other',
    );
    const lost = await comparedCommits(ONE, wrong, ['--captured', CAPTURED]);
    expect(lost.out).toContain('loses 1 monitor, 1 target (');
    expect(lost.out).not.toContain('removed');
    const old = await comparedCommits(wrong, { ...wrong, 'README.md': 'A shop.' }, [
      '--captured',
      CAPTURED,
      '--fail-on',
      'any',
    ]);
    expect(old.out).toContain('1 error as before');
    expect(old.code).toBe(1);
  });

  it('names all clusters of one loss, whose places are others', async () => {
    const both = edited(
      edited(PLAIN, RELEASE, 'prom-prod', 'x'),
      RELEASE.replace('prod', 'staging'),
      'prom-staging',
      'x',
    );
    const { out } = await compared(PLAIN, both);
    expect(out).toContain('prod, staging: lost Prometheus monitoring/main no longer takes ServiceMonitor shop/web');
    expect(out).toContain('staging: Prometheus monitoring/main wants: release=prom-staging');
    expect(out.split('no longer takes')).toHaveLength(2);
  });
});
