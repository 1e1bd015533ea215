import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../src/model.ts';
import { run } from './ask.ts';

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

  it('-o json is one List', async () => {
    const { out } = await run(['generate', '--monitor-labels', 'team=a', '-o', 'json']);
    expect(JSON.parse(out)).toMatchObject({ apiVersion: 'v1', kind: 'List', items: [{}, {}, {}] });
  });
});
