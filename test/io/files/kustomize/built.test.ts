import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newCollection } from '../../../../src/io/files/collection.ts';
import { withBuilt } from '../../../../src/io/files/kustomize/built.ts';
import { kustomizeBuild } from '../../../../src/io/files/kustomize/build.ts';
import { repository } from '../../../repository.ts';

const monitor = (name: string, metadata = ''): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: { name: ${name}${metadata} }\nspec: { selector: {}, endpoints: [{ port: http }] }\n`;

const files = {
  'base/kustomization.yaml': 'resources: [till.yaml]\n',
  'base/till.yaml': `# a comment\n${monitor('till')}`,
  'one/kustomization.yaml': 'resources: [../base]\nnamePrefix: one-\npatches: [{ path: more.yaml }]\n',
  'one/more.yaml': monitor('till', ', labels: { release: watch }'),
  'two/kustomization.yaml': 'resources: [../base]\nnamePrefix: two-\n',
  'other.yaml': monitor('other', ', namespace: shop'),
};

describe('folders that only kustomize can build', () => {
  it('are read as it builds them: overlays in place of their base, each object with the place of its source', async () => {
    const { objects, notes } = await repository(files, {
      one: monitor('one-till', ', namespace: one, labels: { release: watch }'),
      two: monitor('two-till', ', namespace: two'),
    });
    expect(
      objects.map(({ metadata, origin }) => [
        `${metadata.namespace ?? ''}/${metadata.name}`,
        origin.source === 'file' ? `${origin.file}:${origin.line}` : '',
        metadata.labels,
      ]),
    ).toEqual([
      ['shop/other', 'repo/other.yaml:1', {}],
      ['one/one-till', 'repo/base/till.yaml:2', { release: 'watch' }],
      ['two/two-till', 'repo/base/till.yaml:2', {}],
    ]);
    expect(notes).toEqual([]);
  });

  it('are built several at once, and count in their order', async () => {
    let isSecond = (): void => undefined;
    const second = new Promise<void>((resolve) => {
      isSecond = resolve;
    });
    const roots = ['a', 'b'].map((folder) => ({
      folder,
      file: `${folder}/kustomization.yaml`,
      patched: true,
      files: new Set<string>(),
    }));
    const tree = {
      roots,
      placementsOf: () => [],
      placementsOfBuilt: () => [],
      patches: new Set<string>(),
      excluded: new Set<string>(),
      generated: [],
    };
    const { objects } = await withBuilt(newCollection(), tree, async (folder) => {
      if (folder === 'b') isSecond();
      await second;
      return monitor(folder, ', namespace: shop');
    });
    expect(objects.map(({ object }) => object.metadata.name)).toEqual(['a', 'b']);
  });

  it('are named where it cannot build them and they have patches, and count in place of their base all the same', async () => {
    const { objects, notes } = await repository(files);
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['one-till', 'two-till', 'other']);
    expect(notes).toContain(
      'neither kustomize nor kubectl could build these folders, so promwire applied their patches itself: repo/one',
    );
  });

  it.each([
    ['a remote base', 'resources: [https://git.example.org/base, till.yaml]\nnamePrefix: a-\n', 'a-till'],
    [
      'charts to inflate',
      'helmCharts: [{ name: web, releaseName: web }]\nresources: [till.yaml]\nnamePrefix: a-\n',
      'a-till',
    ],
    ['nothing but a namespace', 'namespace: shop\nresources: [till.yaml]\n', 'till'],
  ])('are not built with %s', async (_, kustomization, name) => {
    const { objects } = await repository(
      { 'kustomization.yaml': kustomization, 'till.yaml': monitor('till') },
      { '': monitor('built') },
    );
    expect(objects.map(({ metadata }) => metadata.name)).toEqual([name]);
  });
});

describe('the program that builds a folder', () => {
  const path = process.env['PATH'];
  let folder = '';
  const install = (name: string, script: string): void => {
    const file = join(folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kustomize-'));
    mkdirSync(join(folder, 'bin'));
    process.env['PATH'] = join(folder, 'bin');
  });
  afterEach(() => {
    process.env['PATH'] = path ?? delimiter;
    rmSync(folder, { recursive: true });
  });

  it('is kustomize, then kubectl, with no way to a network', async () => {
    install('kubectl', 'echo "kubectl $* $https_proxy"');
    expect(await kustomizeBuild('here')).toBe('kubectl kustomize here http://127.0.0.1:9\n');
    install('kustomize', 'echo "kustomize $*"');
    expect(await kustomizeBuild('here')).toBe('kustomize build here\n');
  });

  it('builds nothing where it is missing, or refuses', async () => {
    expect(await kustomizeBuild('here')).toBeUndefined();
    install('kustomize', 'echo half; exit 1');
    expect(await kustomizeBuild('here')).toBeUndefined();
  });
});
