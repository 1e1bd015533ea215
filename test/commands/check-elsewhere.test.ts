/** Files that have tools bring objects from elsewhere: what is not read is named, and never a clean result. */
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { prometheus, rawOf, serviceMonitor } from '../worlds.ts';
import { repository, verdicts } from '../repository.ts';
import { inFolder, run, write } from './ask.ts';

const STACK = stringify(rawOf(prometheus('monitoring/k8s')));
const MONITOR = stringify(rawOf(serviceMonitor('shop/web')));

interface Said {
  readonly code: number;
  readonly out: string;
}

/** `from`: the folders that are given, next to that of the stack. */
const said = async (files: Readonly<Record<string, string>>, from: readonly string[]): Promise<Said> =>
  await inFolder(async (folder) => {
    write(folder, 'stack/all.yaml', STACK);
    for (const [path, text] of Object.entries(files)) write(folder, path, text);
    const { out, code } = await run([
      'check',
      ...[...from, 'stack'].flatMap((path) => ['--from', `${folder}/${path}`]),
    ]);
    return { code, out: out.replaceAll(`${folder}/`, '').replaceAll(/\s+/g, ' ') };
  });

const overlay = (text: string): Readonly<Record<string, string>> => ({
  'kus/base/kustomization.yaml': 'resources: [web.yaml]\n',
  'kus/base/web.yaml': MONITOR,
  'kus/prod/kustomization.yaml': text,
});

describe('an overlay without its base', () => {
  it('is built by kustomize, which reads the base, where it only lists it', async () => {
    const files = { 'stack.yaml': STACK, 'prod/kustomization.yaml': 'resources: [../../base]\n' };
    expect(await verdicts(await repository(files, { prod: MONITOR }))).toEqual({
      'ServiceMonitor shop/web': 'selected',
    });
  });

  it('is unknown, with what to give, where the base cannot be had', async () => {
    const { out, code } = await said(overlay('resources: [../gone]\nnamespace: prod\n'), ['kus/prod']);
    expect(code).toBe(3);
    expect(out).toContain('kus/prod/kustomization.yaml builds from kus/gone, which is not among the files');
    expect(out).toMatch(/kubectl kustomize \S*kus\/prod \| promwire … --from -/);
  });

  it('says nothing where the base is given too', async () => {
    const { out, code } = await said(overlay('resources: [../base]\n'), ['kus/prod', 'kus/base']);
    expect(out).not.toContain('not among the files, so');
    expect(code).toBe(0);
  });
});

const APPLICATION = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web, namespace: argocd }
spec: { source: { repoURL: "https://user:secret@example.org/a.git", path: deploy/web }, destination: { namespace: shop } }
`;

describe('what would bring objects, alone in a folder', () => {
  it.each<readonly [string, string, string]>([
    ['an Application', APPLICATION, 'Application argocd/web (deploy/web)'],
    [
      'an ApplicationSet whose generators cannot be followed',
      'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: { name: all, namespace: argocd }\nspec: { generators: [{ clusters: {} }], template: { spec: { source: { path: "{{name}}" } } } }\n',
      'ApplicationSet argocd/all',
    ],
    [
      'a HelmRelease',
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: web, namespace: shop }\nspec: { chart: { spec: { chart: web } } }\n',
      'HelmRelease shop/web (the chart web)',
    ],
    [
      'a HelmChart of k3s',
      'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: { name: web, namespace: kube-system }\nspec: { chart: web, targetNamespace: shop }\n',
      'HelmChart kube-system/web (the chart web)',
    ],
    [
      'a Kustomization of Flux',
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: web, namespace: flux-system }\nspec: { path: ./deploy/web, sourceRef: { kind: GitRepository, name: a } }\n',
      'Kustomization flux-system/web (deploy/web)',
    ],
  ])('%s is named, and is no clean result', async (_, text, name) => {
    const { out, code } = await said({ 'apps/web.yaml': text }, ['apps']);
    expect(code).toBe(3);
    expect(out).toContain(`${name} would bring objects that are not among the files`);
    expect(out).not.toContain('secret');
    // It was read.
    expect(out).not.toContain('could not be read');
  });

  it('a kustomization of a remote base', async () => {
    const { out, code } = await said(
      { 'apps/kustomization.yaml': 'resources: ["https://example.org/a//b?ref=v1"]\n' },
      ['apps'],
    );
    expect(code).toBe(3);
    expect(out).toContain('(a remote base) would bring objects');
  });

  it('an Application of a folder that is given is followed', async () => {
    const { out, code } = await said({ 'apps/web.yaml': APPLICATION, 'deploy/web/web.yaml': MONITOR }, [
      'apps',
      'deploy',
    ]);
    expect(out).not.toContain('would bring');
    expect(code).toBe(0);
  });

  it('next to a monitor they leave its verdict alone', async () => {
    const { code } = await said({ 'apps/web.yaml': APPLICATION, 'apps/monitor.yaml': MONITOR }, ['apps']);
    expect(code).toBe(0);
  });
});
