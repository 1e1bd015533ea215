/** Which command check names for what it found. */
import { describe, expect, it } from '@jest/globals';
import { fixOffer } from '../../src/commands/kit/fix-offer.ts';
import type { Asked } from '../../src/commands/kit/fix-offer.ts';
import { subjectsOf } from '../../src/app/subject.ts';
import { checkAnalysis } from '../../src/app/check.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { analysis, prometheus, serviceMonitor } from '../worlds.ts';

const STACK = prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'kps' } } });
const HELM = { 'meta.helm.sh/release-name': 'db', 'meta.helm.sh/release-namespace': 'monitoring' };
const found = await checkAnalysis(analysis([STACK, serviceMonitor('monitoring/web')]), {});
const asked = (more: Partial<Asked> = {}): Asked => ({ from: [], captured: [], subjects: subjectsOf([]), ...more });

describe('what fix has a change for', () => {
  it.each<[Partial<Asked>, string]>([
    [{}, 'promwire fix'],
    [
      { from: ['my files'], namespace: 'shop', subjects: subjectsOf(['smon/web']) },
      `promwire fix smon/web --from 'my files' -n shop`,
    ],
    [{ kubeconfig: 'my kc', context: 'admin@prod' }, `promwire fix --kubeconfig 'my kc' --context 'admin@prod'`],
    [{ from: ['a'], captured: ['c.json'] }, 'promwire fix --from a --captured c.json'],
    [
      { from: ['a', '(helm template web)'], captured: ['c.json'], cluster: 'prod', runCommands: true, byConfig: true },
      'promwire fix --cluster prod --run-commands',
    ],
    [{ from: ['a', 'b', 'c', 'd'], stack: 'monitoring/k8s' }, 'promwire fix --from PATH --stack monitoring/k8s'],
  ])('%j', (more, line) => {
    expect(fixOffer(found, asked(more))).toBe(
      `A fix for 1 of these is tried, and shown where it holds, by:\n  ${line}`,
    );
  });

  it.each<Partial<Asked>>([
    { from: ['-'] },
    { from: ['/dev/fd/63'] },
    { from: ['a'], captured: ['/dev/fd/63'] },
    { subjects: subjectsOf(['metric/up']) },
  ])('is nothing for %j', (more) => {
    expect(fixOffer(found, asked(more))).toBeUndefined();
  });

  const helm = { labels: { 'app.kubernetes.io/managed-by': 'Helm' }, annotations: HELM };
  const owned = serviceMonitor('monitoring/db', {}, helm);
  it.each<[string, readonly KubeObject[], string | undefined]>([
    ['of a chart', [owned], 'A fix for 1 of these belongs in its source, and is printed where it holds, by:'],
    [
      'of both',
      [owned, serviceMonitor('monitoring/web')],
      'A fix for 1 of these is tried, and shown where it holds, and one for 1 more is printed for its source, by:',
    ],
    [
      'that another object owns',
      [serviceMonitor('monitoring/db', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'Thing', name: 'db' }] })],
      undefined,
    ],
  ])('says what is done for objects %s', async (_, objects, text) => {
    const report = await checkAnalysis(analysis([STACK, ...objects]), {});
    expect(fixOffer(report, asked())?.split('\n')[0]).toBe(text);
  });

  it('is nothing where a person decides, or the API server refuses the object', async () => {
    const refused = serviceMonitor('monitoring/web');
    const problems = [{ kind: 'invalid' as const, path: ['spec', 'endpoints'], message: 'must be array' }];
    expect(fixOffer(await checkAnalysis(analysis([STACK, { ...refused, problems }]), {}), asked())).toBeUndefined();
    const none = await checkAnalysis(analysis([serviceMonitor('monitoring/web')]), {});
    expect(fixOffer(none, asked())).toBeUndefined();
  });
});
