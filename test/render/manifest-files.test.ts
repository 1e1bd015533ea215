import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { GENERATED, manifestFiles, safeFileName } from '../../src/render/manifest-files.ts';

const manifest = (kind: string, name: string, namespace?: string) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
});

describe('safeFileName', () => {
  it.each([
    ['ServiceMonitor-app-x', 'servicemonitor-app-x'],
    ['system:node*proxier', 'system-node-proxier'],
    ['a/../b\\c', 'a-..-b-c'],
    ['con', '_con'],
    ['NUL.yaml', '_nul.yaml'],
    ['dots...', 'dots'],
    ['..', 'unnamed'],
    ['ärger', 'rger'],
  ])('%s -> %s', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });
});

describe('manifestFiles', () => {
  it('lists every file in the kustomization, in order, each with our mark', () => {
    const files = manifestFiles([manifest('Role', 'r', 'a'), manifest('ClusterRole', 'system:x')]);
    expect(files.map(({ path }) => path)).toEqual(['role-a-r.yaml', 'clusterrole-system-x.yaml', 'kustomization.yaml']);
    expect(files.every(({ text }) => text.startsWith(`${GENERATED}\n`))).toBe(true);
    expect(parse(files[2]?.text ?? '')).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['role-a-r.yaml', 'clusterrole-system-x.yaml'],
    });
  });

  it('gives every manifest a file of its own', () => {
    const twice = [manifest('Role', 'a:b'), manifest('Role', 'a*b'), manifest('Role', 'a?b')];
    const paths = manifestFiles(twice, { folderOf: () => 'roles' }).map(({ path }) => path);
    expect(paths).toEqual([
      'roles/role-a-b.yaml',
      'roles/role-a-b-2.yaml',
      'roles/role-a-b-3.yaml',
      'kustomization.yaml',
    ]);
  });
});
