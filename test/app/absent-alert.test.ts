import { describe, expect, it } from '@jest/globals';
import { checkAnalysis } from '../../src/app/check.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { analysis, KUBERHEALTHY_2, prometheus, prometheusRule } from '../worlds.ts';

const OURS = { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'kuberhealthy' };
const WEB = { groups: [{ name: 'web', rules: [{ alert: 'WebDown', expr: 'up == 0' }] }] };

const ours = (settings?: object): KubeObject =>
  prometheusRule(
    'kh/promwire-kuberhealthy',
    { groups: [{ name: 'kh', rules: [{ alert: 'KuberhealthyCheckFailing', expr: 'kuberhealthy_check == 0' }] }] },
    {
      labels: OURS,
      ...(settings ? { annotations: { 'promwire.dev/settings': JSON.stringify(settings) } } : {}),
    },
  );

const asked = async (
  name: string,
  more: readonly KubeObject[],
  namespace?: string,
): Promise<readonly string[] | undefined> => {
  const world = [prometheus('monitoring/k8s'), prometheusRule('shop/web', WEB), ...more];
  const report = await checkAnalysis(analysis(world), { subjects: [{ kind: 'alert', name }], namespace });
  return report.alerts[0]?.steps.slice(1).map((step) => step.trim());
};

describe('an alert that no rules define', () => {
  it.each<[string, string, readonly KubeObject[], readonly string[]]>([
    ['of one wrong letter is the one that is there', 'WebDwn', [], ['did you mean alert/WebDown?']],
    [
      'of an application is told before it is set up',
      'KuberhealthyChekFailing',
      [],
      ['did you mean alert/KuberhealthyCheckFailing?'],
    ],
    ['like none is not guessed', 'Qwertyuiop', [], []],
    [
      'that setup makes is not there yet',
      'KuberhealthyCheckSlow',
      KUBERHEALTHY_2,
      ['an alert of Kuberhealthy: promwire setup kuberhealthy makes it'],
    ],
    [
      'that settings switch off',
      'KuberhealthyCheckSlow',
      [...KUBERHEALTHY_2, ours({ alerts: { KuberhealthyCheckSlow: { enabled: false } } })],
      [
        'switched off by the settings of PrometheusRule kh/promwire-kuberhealthy: promwire setup kuberhealthy --alert KuberhealthyCheckSlow=on makes it again',
      ],
    ],
    [
      'that rules of ours lack without a setting',
      'KuberhealthyCheckSlow',
      [...KUBERHEALTHY_2, ours({ alerts: { KuberhealthyCheckStale: { enabled: false } } })],
      [
        'an alert of Kuberhealthy that PrometheusRule kh/promwire-kuberhealthy lacks: promwire diff kuberhealthy shows what setup would change',
      ],
    ],
    [
      'of another version',
      'KuberhealthySchedulerStuck',
      KUBERHEALTHY_2,
      ['an alert of Kuberhealthy 3 only, which does not run here'],
    ],
    [
      'while settings that cannot be read are no reason',
      'KuberhealthyCheckSlow',
      [ours({ alerts: 7 })],
      [
        'an alert of Kuberhealthy that PrometheusRule kh/promwire-kuberhealthy lacks: promwire diff kuberhealthy shows what setup would change',
      ],
    ],
  ])('%s', async (_, name, more, steps) => {
    expect(await asked(name, more)).toEqual(steps);
  });

  it('of this namespace, but of another one, is said to be there', async () => {
    expect(await asked('WebDown', [], 'bank')).toEqual([
      'PrometheusRule shop/web defines it: promwire check alert/WebDown -n shop',
    ]);
  });
});
