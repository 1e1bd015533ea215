import { describe, expect, it } from '@jest/globals';
import { repository } from '../../repository.ts';

const RELEASE = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: watch, namespace: eyes }
spec:
  chart: { spec: { chart: kube-prometheus-stack } }
  valuesFrom:
    - { kind: ConfigMap, name: values, valuesKey: base.yaml }
    - { kind: ConfigMap, name: values, valuesKey: overlay.yaml }
`;
const kustomization = (...lines: readonly string[]): string =>
  ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization', ...lines, ''].join('\n');
const overlay = kustomization(
  'resources: [../../base]',
  'configMapGenerator: [{ name: values, behavior: merge, files: [overlay.yaml=values.yaml] }]',
);
const FILES = {
  'base/release.yaml': RELEASE,
  'base/kustomization.yaml': kustomization(
    'resources: [release.yaml]',
    'configMapGenerator: [{ name: values, files: [base.yaml=values.yaml] }]',
  ),
  'base/values.yaml': 'fullnameOverride: base\n',
  'overlays/dev/kustomization.yaml': overlay,
  'overlays/dev/values.yaml': 'fullnameOverride: dev\n',
  'overlays/prod/kustomization.yaml': overlay,
  'overlays/prod/values.yaml': 'fullnameOverride: prod\n',
};
const made = (hash: string): string => RELEASE.replaceAll('name: values', `name: values-${hash}`);

/** The files of the values of each release, and the names of the stacks that they make. */
async function values(
  files: Readonly<Record<string, string>>,
  builds?: Readonly<Record<string, string>>,
): Promise<{ readonly from: readonly (readonly (string | undefined)[])[]; readonly stacks: readonly string[] }> {
  const { releases = [], objects } = await repository(files, builds);
  return {
    from: releases.map(({ layers }) => layers.slice(0, 2).map(({ places }) => places['']?.file)),
    stacks: objects.flatMap(({ kind, metadata }) => (kind === 'Prometheus' ? [metadata.name] : [])),
  };
}

describe('values in a ConfigMap that a base generates and overlays add to', () => {
  const expected = {
    from: [
      ['repo/base/values.yaml', 'repo/overlays/dev/values.yaml'],
      ['repo/base/values.yaml', 'repo/overlays/prod/values.yaml'],
    ],
    stacks: ['dev-prometheus', 'prod-prometheus'],
  };

  it('are those of each overlay, where kustomize builds it', async () => {
    const builds = { 'overlays/dev': made('5c7tk6t9b7'), 'overlays/prod': made('49k2dg75gg') };
    const patched = Object.fromEntries(
      Object.entries(FILES).map(([path, text]) => [
        path,
        path.startsWith('overlays') && path.endsWith('kustomization.yaml')
          ? `${text}namePrefix: ""\npatches: []\n`
          : text,
      ]),
    );
    expect(await values(patched, builds)).toEqual(expected);
  });

  it('are not known where nothing builds it and there are several overlays', async () => {
    expect((await values(FILES)).from).toEqual([['repo/base/values.yaml', undefined]]);
  });

  it('are those of the only overlay, where nothing builds it', async () => {
    const { 'overlays/prod/kustomization.yaml': _, ...one } = FILES;
    expect((await values(one)).from).toEqual([['repo/base/values.yaml', 'repo/overlays/dev/values.yaml']]);
  });
});

describe('values in a text', () => {
  it('are read where Flux fills in what YAML would not take', async () => {
    const { 'overlays/prod/kustomization.yaml': _, ...one } = FILES;
    const text = 'list: [a.${DOMAIN}:80]\nfullnameOverride: tower\nmore: "${LATER}"\n';
    expect((await values({ ...one, 'overlays/dev/values.yaml': text })).stacks).toEqual(['tower-prometheus']);
  });
});
