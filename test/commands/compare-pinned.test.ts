/** What Argo CD and Flux apply at a revision that is not that of the branch. */
import { describe, expect, it } from '@jest/globals';
import { comparedCommits, saidOfCommits, type Tree } from './history.ts';

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: k8s, namespace: monitoring }
spec: { serviceMonitorNamespaceSelector: {}, serviceMonitorSelector: { matchLabels: { release: prom } } }
`;
const monitor = (labels: string): string => `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: till${labels} }
spec: { selector: { matchLabels: { app: till } }, endpoints: [{ port: http }] }
`;
const GOOD = monitor(', labels: { release: prom }');
const BAD = monitor('');

const application = (revision: string, path = 'apps/till'): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: till, namespace: argocd }
spec:
  source: { repoURL: https://github.com/shop/deploy.git, path: ${path}, targetRevision: ${revision} }
  destination: { server: https://kubernetes.default.svc, namespace: till }
`;
const applications = (revision: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all, namespace: argocd }
spec:
  generators: [{ git: { repoURL: https://github.com/shop/deploy.git, revision: ${revision}, directories: [{ path: apps/* }] } }]
  template:
    metadata: { name: '{{path.basename}}' }
    spec:
      source: { repoURL: https://github.com/shop/deploy.git, path: '{{path}}', targetRevision: ${revision} }
      destination: { server: https://kubernetes.default.svc, namespace: till }
`;
const flux = (ref: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: deploy, namespace: flux-system }
spec: { url: https://github.com/shop/deploy, ref: { ${ref} } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: till, namespace: flux-system }
spec: { path: ./apps/till, targetNamespace: till, sourceRef: { kind: GitRepository, name: deploy } }
`;
const overlaid = (base: string, by: string): Tree => ({
  'stack.yaml': STACK,
  'argo.yaml': by,
  'base/kustomization.yaml': 'resources: [monitor.yaml]',
  'base/monitor.yaml': base,
  'prod/kustomization.yaml': 'resources: [../base]',
});
const plain = (text: string | undefined, by: string): Tree => ({
  'stack.yaml': STACK,
  'by.yaml': by,
  'apps/till/monitor.yaml': text,
});
const root = (revision: string, child: string): Tree => ({
  ...plain(GOOD, application(revision, 'children')),
  'children/till.yaml': child.replace('name: till', 'name: child'),
});

describe('promwire compare of a revision that is applied', () => {
  it.each([
    ['a tag that stays', plain(GOOD, application('first')), plain(BAD, application('first')), 'loses nothing'],
    ['the branch', plain(GOOD, application('main')), plain(BAD, application('main')), 'loses 1 monitor'],
    [
      'a folder that is gone',
      plain(GOOD, application('first')),
      plain(undefined, application('first')),
      'loses nothing',
    ],
    [
      'a tag that moves',
      plain(GOOD, application('first')),
      plain(BAD, application('second')),
      'second:apps/till/monitor.yaml:3',
    ],
    [
      'a tag that stays, in an overlay',
      overlaid(GOOD, application('first', 'prod')),
      overlaid(BAD, application('first', 'prod')),
      'loses nothing',
    ],
    [
      'a tag that moves, in an overlay',
      overlaid(GOOD, application('first', 'prod')),
      overlaid(BAD, application('second', 'prod')),
      'second:base/monitor.yaml:3',
    ],
    ['a generator', plain(GOOD, applications('first')), plain(undefined, applications('first')), 'loses nothing'],
    [
      'a generator of the branch',
      plain(GOOD, applications('main')),
      plain(undefined, applications('main')),
      'loses 1 monitor',
    ],
    ['Flux, a tag that stays', plain(GOOD, flux('tag: first')), plain(BAD, flux('tag: first')), 'loses nothing'],
    [
      'Flux, a tag that moves',
      plain(GOOD, flux('tag: first')),
      plain(BAD, flux('tag: second')),
      'second:apps/till/monitor.yaml:3',
    ],
    ['Flux, the branch', plain(GOOD, flux('branch: main')), plain(BAD, flux('branch: main')), 'loses 1 monitor'],
    [
      'an Application in what stays',
      root('first', application('first')),
      { ...root('first', application('main')), 'apps/till/monitor.yaml': BAD },
      'loses nothing',
    ],
    [
      'an Application in what moves',
      root('first', application('first')),
      { ...root('second', application('second')), 'apps/till/monitor.yaml': BAD },
      'second:apps/till/monitor.yaml:3',
    ],
  ])('%s', async (_, base, head, told) => {
    expect((await comparedCommits(base, head)).out).toContain(told);
  });

  it('names what it does not judge by the files of the sides', async () => {
    const { err } = await comparedCommits(plain(GOOD, application('first')), plain(BAD, application('first')));
    expect(err.replaceAll(/\s+/g, ' ')).toContain(
      'judged as they are at the revision that is applied, and not as they are here: apps/till at first (Application argocd/till)',
    );
  });

  it.each([
    ['a tag that is not there', application('third'), application('fourth'), 'no branch, tag or commit fourth'],
    ['a range of versions', flux('tag: first'), flux('semver: 1.x'), 'which tag is the newest of 1.x'],
    [
      'what is no name',
      application('first'),
      application('"main~1"'),
      'main~1 is not the name of a branch, tag or commit',
    ],
  ])('does not know %s', async (_, was, is, why) => {
    const { code, out } = await comparedCommits(plain(GOOD, was), plain(GOOD, is));
    expect(out).toContain(why);
    expect(out).toContain('not known any more');
    expect([1, 3]).toContain(code);
  });
});

describe('what is said of files at a revision that is applied', () => {
  const listed = (base: string): Tree => ({
    'stack.yaml': STACK,
    'kustomization.yaml': 'resources: [stack.yaml, apps/till/monitor.yaml]',
    'argo/till.yaml': application('first', '.'),
    'apps/till/monitor.yaml': base,
  });

  it.each([
    ['a folder', plain(BAD, application('first')), plain(GOOD, application('first'))],
    ['the whole repository', listed(BAD), listed(GOOD)],
  ])('names them as git does, and where a fix belongs: %s', async (_, base, head) => {
    const check = await saidOfCommits(base, head, ['check', '--from', '.', '--no-config']);
    expect(check.out).toContain(' first:apps/till/monitor.yaml:3:1');
    const fix = await saidOfCommits(base, head, ['fix', '--from', '.', '--no-config']);
    const said = `${fix.err} ${fix.out}`.replaceAll(/\s+/g, ' ');
    expect(said).toContain(' first:apps/till/monitor.yaml:3:1');
    expect(said).toContain(
      'first:apps/till/monitor.yaml is applied at another revision, first: change it on the branch, and move the revision.',
    );
  });
});
