/** A label that an overlay gives is wrong where the overlay gives it: in the base it would be corrected to no avail. */
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { prometheus, rawOf, serviceMonitor } from '../worlds.ts';
import { check } from '../../src/app/check.ts';
import { findings, repository } from '../repository.ts';
import { inFolder, run, write } from './ask.ts';

const STACK = stringify(
  rawOf(prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'main' } } })),
);
const MONITOR = stringify(rawOf(serviceMonitor('shop/web', {}, { labels: { release: 'main' } })));
const OPERATION = '- { op: replace, path: /metadata/labels/release, value: other }\n';
const TARGET = 'target: { kind: ServiceMonitor }';

const said = async (command: readonly string[], prod: Readonly<Record<string, string>>): Promise<string> =>
  await inFolder(async (folder) => {
    write(folder, 'stack/all.yaml', STACK);
    write(folder, 'base/kustomization.yaml', 'resources: [web.yaml]\n');
    write(folder, 'base/web.yaml', MONITOR);
    for (const [path, text] of Object.entries(prod)) write(folder, `prod/${path}`, text);
    const { out, err } = await run([...command, '--from', folder]);
    return `${out}${err}`.replaceAll(`${folder}/`, '').replaceAll(/\s+/g, ' ');
  });

describe('a label that an overlay gives', () => {
  it.each([
    ['commonLabels', 'commonLabels:\n  release: other\n', {}, '3:3', 'commonLabels of prod/kustomization.yaml'],
    ['labels', 'labels:\n- pairs:\n    release: other\n', {}, '4:5', 'labels[0].pairs of prod/kustomization.yaml'],
    [
      'a JSON patch in place',
      `patches:\n- ${TARGET}\n  patch: |\n    ${OPERATION}`,
      {},
      '',
      'patches[0] of prod/kustomization.yaml',
    ],
    [
      'a JSON patch in a file',
      `patches:\n- ${TARGET}\n  path: label.yaml\n`,
      { 'label.yaml': `# A label.\n${OPERATION}` },
      'label.yaml:2:3',
      'patches[0] of prod/kustomization.yaml',
    ],
    [
      'a patch that is merged',
      'patches:\n- path: label.yaml\n',
      {
        'label.yaml':
          'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: web\n  namespace: shop\n  labels:\n    release: other\n',
      },
      'label.yaml:7:5',
      'patches[0] of prod/kustomization.yaml',
    ],
  ])('by %s has its error there, and no fix is promised', async (_, text, files, place, by) => {
    const prod = { 'kustomization.yaml': `resources: [../base]\n${text}`, ...files };
    const out = await said(['check'], prod);
    const at = place.includes('yaml') ? `prod/${place}` : `prod/kustomization.yaml:${place}`;
    expect(out).toContain(`label-mismatch ${at}`);
    expect(out).toContain(`${by} decides this label, after the document of the object: change it there.`);
    expect(out).not.toContain('A fix for');
    expect(await said(['fix'], prod)).toContain(`left alone: ServiceMonitor shop/web. ${by} decides its label`);
  });
});

describe('an object that kustomize builds from what was not given', () => {
  it('has its error, and no fix is promised: no document of it is among the files', async () => {
    const made = stringify(rawOf(serviceMonitor('shop/web', {}, { labels: { release: 'other' } })));
    const files = { 'stack.yaml': STACK, 'prod/kustomization.yaml': 'resources: [../../base]\n' };
    const report = await check(await repository(files, { prod: made }));
    expect(findings(report)).toEqual(['error label-mismatch ServiceMonitor shop/web repo/prod/kustomization.yaml:1']);
    expect(report.tried).toBe(0);
  });
});
