/** Which command check names for what it found. */
import { describe, expect, it } from '@jest/globals';
import { fixOffer } from '../../src/commands/kit/fix-offer.ts';
import type { Asked } from '../../src/commands/kit/fix-offer.ts';
import { subjectsOf } from '../../src/app/subject.ts';
import { report } from '../../src/judge/report.ts';
import { clusterChecks } from '../../src/registry.ts';
import { analysis, prometheus, serviceMonitor } from '../worlds.ts';

const STACK = prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'kps' } } });
const found = report(analysis([STACK, serviceMonitor('monitoring/web')]), clusterChecks);
const asked = (more: Partial<Asked> = {}): Asked => ({ from: [], captured: [], subjects: subjectsOf([]), ...more });

describe('what fix has a change for', () => {
  it.each<[Partial<Asked>, string]>([
    [{}, 'promwire fix'],
    [
      { from: ['my files'], namespace: 'shop', subjects: subjectsOf(['smon/web']) },
      `promwire fix smon/web --from 'my files' -n shop`,
    ],
    [{ from: ['a', 'b', 'c', 'd'], stack: 'monitoring/k8s' }, 'promwire fix --from PATH --stack monitoring/k8s'],
  ])('%j', (more, line) => {
    expect(fixOffer(found, asked(more))).toBe(`A fix for 1 of these is shown by:\n  ${line}`);
  });

  it.each<Partial<Asked>>([
    { from: ['-'] },
    { from: ['/dev/fd/63'] },
    { captured: ['c.json'] },
    { subjects: subjectsOf(['metric/up']) },
  ])('is nothing for %j', (more) => {
    expect(fixOffer(found, asked(more))).toBeUndefined();
  });

  it('is nothing where a person decides', () => {
    const none = report(analysis([serviceMonitor('monitoring/web')]), clusterChecks);
    expect(fixOffer(none, asked())).toBeUndefined();
  });
});
