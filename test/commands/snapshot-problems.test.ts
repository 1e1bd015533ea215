/** A snapshot of files: what the API server would drop or refuse is found in it as in the files. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { withProblemsKept } from '../../src/app/kept-problems.ts';
import { namespace, prometheus, service, serviceMonitor, snapshot } from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import { onCluster } from './cluster.ts';

const stack = prometheus('monitoring/k8s', { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} });
const world = (spec: Readonly<Record<string, unknown>>): string =>
  yamlOf([namespace('shop'), namespace('monitoring'), stack, service('shop/web'), serviceMonitor('shop/web', spec)]);

/** The findings of files, and those of a snapshot of them. */
async function both(text: string): Promise<readonly [files: unknown, snapshot: unknown, text: string, said: string]> {
  return await inFolder(async (folder) => {
    const of = async (path: string): Promise<unknown> => {
      const { out } = await run(['check', '--from', path, '--only', 'field-pruned', '-o', 'json']);
      const { findings } = JSON.parse(out) as { findings: readonly { check: string; evidence: unknown }[] };
      return findings.map(({ check, evidence }) => [check, evidence]);
    };
    const file = write(folder, 'a.yaml', text);
    const { out, err } = await run(['snapshot', '--from', file]);
    return [await of(file), await of(write(folder, 's.yaml', out)), out, err];
  });
}

describe('promwire snapshot --from', () => {
  it.each([
    ['an unknown field', { jobLable: 'app' }],
    ['one in a list', { endpoints: [{ prot: 'http' }] }],
    ['a wrong type', { endpoints: [{ port: 'http', interval: 5 }] }],
    ['one for the list', { endpoints: { port: 'http' } }],
  ])('keeps %s', async (_, spec) => {
    const [files, again] = await both(world(spec));
    expect(files).toHaveLength(1);
    expect(again).toEqual(files);
  });

  it('has the name of a field that nothing reads, and no value', async () => {
    const text = yamlOf([namespace('monitoring'), stack]);
    const odd = text.replace(/^( +)serviceAccountName: .*$/m, '$&\n$1passwrd: hunter2');
    const [files, again, out] = await both(odd);
    expect(files).toHaveLength(1);
    expect(again).toEqual(files);
    expect(out).toContain('passwrd: ');
    expect(out).not.toContain('hunter2');
  });

  it('says what it has not', () => {
    const lost = { kind: 'invalid', path: ['metadata', 'labels', 'a'], message: 'must be a string' } as const;
    const monitor = { ...serviceMonitor('shop/web'), problems: [lost] };
    expect(withProblemsKept(snapshot([monitor])).gaps.map(({ sentence }) => sentence)).toEqual([
      'What the API server would drop or refuse of ServiceMonitor shop/web is not in this snapshot: metadata.labels.a.',
    ]);
  });

  it('judges no object that an API server has taken', async () => {
    await inFolder(async (folder) => {
      const odd = serviceMonitor('shop/web', { jobLable: 'app' });
      for (const argv of [['snapshot'], ['snapshot', '--for-git', '--out', folder]]) {
        const { out } = await onCluster([namespace('shop'), stack, service('shop/web'), odd], argv);
        const path = out.startsWith('apiVersion') ? write(folder, 's.yaml', out) : `${folder}/captured.yaml`;
        expect(readFileSync(path, 'utf8')).toContain('kind: Snapshot');
        expect((await run(['check', '--from', path, '-o', 'json'])).out).not.toContain('field-pruned');
      }
    });
  });
});
