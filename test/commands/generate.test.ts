import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments, stringify } from 'yaml';
import type { Manifest } from '../../src/model/index.ts';
import { inFolder, run, write } from './ask.ts';

describe('generate from flags alone', () => {
  it.each([
    ['--monitor-labels', 'team=a', 'ServiceMonitor'],
    ['--rule-labels', 'team=a', 'PrometheusRule'],
    ['--dashboard-labels', 'team=a', 'ConfigMap'],
  ])('any one of them is enough: %s', async (flag, labels, kind) => {
    const { code, out } = await run(['generate', flag, labels]);
    expect(code).toBe(0);
    const manifests = parseAllDocuments(out).map((document) => document.toJS() as Manifest);
    const labelled = manifests.filter(({ metadata }) => metadata.labels?.['team'] === 'a');
    expect(labelled.map((manifest) => manifest.kind)).toEqual([kind]);
  });

  it.each([
    ['a value that Kubernetes refuses', '--rule-labels', 'a=b c', 'no label that Kubernetes allows'],
    ['a key that it refuses', '--monitor-labels', '__proto__=b', 'no label that Kubernetes allows'],
    ['a long value', '--dashboard-labels', `a=${'x'.repeat(64)}`, 'no label that Kubernetes allows'],
    ['two values', '--rule-labels', 'a=b,a=c', 'is given two values'],
    ['whose an object is', '--monitor-labels', 'promwire.dev/profile=x', 'says whose an object is'],
  ])('refuses %s', async (_what, flag, labels, says) => {
    const { code, out, err } = await run(['generate', flag, labels]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.replaceAll(/\s+/g, ' ')).toContain(says);
  });

  it.each(['kustomization.yml', 'Kustomization'])('leaves a folder alone that has a %s', async (name) => {
    await inFolder(async (folder) => {
      write(folder, name, 'resources: []\n');
      const { code, err } = await run(['generate', '--rule-labels', 'a=b', '--out', folder]);
      expect(code).toBe(2);
      expect(err.replaceAll(/\s+/g, ' ')).toContain(`has a ${name} already`);
      expect(readdirSync(folder)).toEqual([name]);
    });
  });

  it('says what nobody told it: the variant, and labels that a selector may want', async () => {
    const { err } = await run(['generate', '--monitor-labels', 'release=a']);
    expect(err).toContain('for Kuberhealthy 3; --variant v2 for Kuberhealthy 2');
    expect(err).toContain('without --rule-labels the PrometheusRule has no label');
    expect(err).not.toContain('without --monitor-labels');
    const told = await run(['generate', '--monitor-labels', 'a=b', '--rule-labels', 'a=b', '--variant', 'v2']);
    expect(told.err).toBe('');
  });

  it('for a namespace where the application is not, says where it is, or a command that needs none', async () => {
    const deployment = (namespace: string): string =>
      stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'kuberhealthy', namespace },
        spec: { template: { spec: { containers: [{ name: 'k', image: 'kuberhealthy/kuberhealthy:v2.7.1' }] } } },
      });
    await inFolder(async (folder) => {
      const there = write(folder, 'there.yaml', deployment('kuberhealthy'));
      const elsewhere = await run(['generate', '-n', 'shop', '--from', there]);
      expect(elsewhere.err).toContain('was not found in namespace shop; it runs in kuberhealthy\nSay -n kuberhealthy.');
      const all = ([group, kind]: readonly string[]): object => ({ group, kind, namespaces: 'all', complete: true });
      const header = {
        apiVersion: 'promwire.dev/v1alpha1',
        kind: 'Snapshot',
        source: 'cluster',
        coverage: [
          ['apps', 'Deployment'],
          ['', 'Service'],
          ['apiextensions.k8s.io', 'CustomResourceDefinition'],
        ].map(all),
        gaps: [],
      };
      const nowhere = await run(['generate', '-n', 'shop', '--from', write(folder, 'empty.yaml', stringify(header))]);
      expect(nowhere.err).toContain('Kuberhealthy does not run in namespace shop\n');
      const words = /promwire (generate kuberhealthy .*)/.exec(nowhere.err)?.[1]?.split(' ') ?? [];
      expect(await run(words)).toMatchObject({ code: 0 });
    });
  });

  it('writes a folder that check --from reads without a note', async () => {
    await inFolder(async (folder) => {
      await run(['generate', '--monitor-labels', 'a=b', '--out', folder]);
      expect((await run(['check', '--from', folder])).err).toBe('');
    });
  });

  it('into a folder of another variant names its own files that are left, and leaves them there', async () => {
    await inFolder(async (folder) => {
      const into = async (variant: string): Promise<string> =>
        (
          await run([
            'generate',
            '--monitor-labels',
            'a=b',
            '--rule-labels',
            'a=b',
            '--variant',
            variant,
            '--out',
            folder,
          ])
        ).err;
      write(folder, 'mine.yaml', 'kind: Deployment\n');
      const next = `next: kubectl apply -k ${folder}, or commit the folder\n`;
      expect(await into('v2')).toBe(next);
      const before = readdirSync(folder).filter((name) => name.startsWith('configmap'));
      expect([before.length, await into('v2')]).toEqual([1, next]);
      const v2 = readdirSync(join(folder, 'dashboards')).filter((name) => name.endsWith('.json'));
      const note = await into('v3');
      for (const name of [...before, ...v2]) expect(note).toContain(name);
      expect(note.replace(next, '')).toMatch(/^note: left from before: .*; remove them unless they are wanted\n$/);
      expect(note.replace(next, '')).not.toMatch(/mine|kustomization|-v3/);
      expect(readdirSync(folder)).toEqual(expect.arrayContaining([...before, 'mine.yaml']));
    });
  });

  it('-o json is one List', async () => {
    const { out } = await run(['generate', '--monitor-labels', 'team=a', '-o', 'json']);
    expect(JSON.parse(out)).toMatchObject({ apiVersion: 'v1', kind: 'List', items: [{}, {}, {}] });
  });
});
