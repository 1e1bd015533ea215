/** What an earlier run set in the alerts: which object says it, and what may not be lost. */
import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import {
  endpoints,
  mayDiscover,
  namespace,
  operator,
  pod,
  prometheus,
  prometheusRule,
  service,
  workload,
} from '../worlds.ts';
import type { Answer } from '../commands/ask.ts';
import { onCluster } from '../commands/cluster.ts';

const labels = { app: 'kuberhealthy' };
const OURS = { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'kuberhealthy' };
const NAMESPACES = ['aaa', 'kh', 'monitoring'];

const world: readonly KubeObject[] = [
  ...NAMESPACES.map((name) => namespace(name)),
  prometheus('monitoring/k8s', { serviceMonitorSelector: {}, ruleSelector: {}, ruleNamespaceSelector: {} }),
  operator(),
  ...mayDiscover,
  workload('kh/kuberhealthy', 'docker.io/kuberhealthy/kuberhealthy:v2.7.1', labels),
  service('kh/kuberhealthy', { selector: labels }, { labels }),
  endpoints('kh/kuberhealthy', [['10.0.0.1', 'kh/kh-1']], {}, { labels }),
  pod('kh/kh-1', '10.0.0.1', { meta: { labels } }),
];

/** A PrometheusRule that says what is set for the application in kh. */
const kept = (path: string, settings: unknown): KubeObject =>
  prometheusRule(
    path,
    { groups: [] },
    {
      labels: OURS,
      annotations: {
        'promwire.dev/settings': typeof settings === 'string' ? settings : JSON.stringify(settings),
        ...(path.startsWith('kh/') ? {} : { 'promwire.dev/application-namespace': 'kh' }),
      },
    },
  );
const off = (alert: string): object => ({ alerts: { [alert]: { enabled: false } } });

/** What generate makes of a cluster. */
const generate = async (
  objects: readonly KubeObject[],
  argv: readonly string[] = [],
  may?: (asked: string) => boolean,
): Promise<Answer> => await onCluster([...world, ...objects], ['generate', ...argv], may);

const hiddenIn = (where: string) => (asked: string) => asked !== 'list /prometheusrules' && asked !== `list ${where}`;

describe('settings that an earlier run kept', () => {
  it('are those of the object that setup writes, whoever else has a mark of ours', async () => {
    const answer = await generate([
      kept('aaa/promwire-kuberhealthy-kh', off('KuberhealthyAbsent')),
      kept('kh/promwire-kuberhealthy', off('KuberhealthyCheckSlow')),
    ]);
    expect(answer).toMatchObject({ code: 0 });
    expect(answer.err).toContain('as set at PrometheusRule kh/promwire-kuberhealthy');
    expect(answer.out).toContain('alert: KuberhealthyAbsent');
    expect(answer.out).not.toContain('alert: KuberhealthyCheckSlow');
  });

  it('go along where the rules are moved', async () => {
    const answer = await generate([kept('monitoring/promwire-kuberhealthy-kh', off('KuberhealthyCheckSlow'))]);
    expect(answer.err).toContain('as set at PrometheusRule monitoring/promwire-kuberhealthy-kh');
    expect(answer.out).not.toContain('alert: KuberhealthyCheckSlow');
  });

  it('are not taken for absent where the rules may not be listed', async () => {
    const hidden = await generate([], [], hiddenIn('kh/prometheusrules'));
    expect(hidden).toMatchObject({ code: 3, out: '' });
    expect(hidden.err).toContain('set in the alerts');
    expect(hidden.err).toContain('--settings default');
    const told = await generate([], ['--settings', 'default'], hiddenIn('kh/prometheusrules'));
    expect(told).toMatchObject({ code: 0 });
    // Where setup writes the rules, none are hidden.
    expect(await generate([], ['-n', 'kh'], hiddenIn('monitoring/prometheusrules'))).toMatchObject({ code: 0 });
  });

  it('give way to flags, and that is said', async () => {
    const rule = kept('kh/promwire-kuberhealthy', off('KuberhealthyCheckSlow'));
    const flagged = await generate([rule], ['--alert', 'KuberhealthyAbsent=page']);
    expect(flagged.out).toContain('alert: KuberhealthyCheckSlow');
    expect(flagged.err).toContain('PrometheusRule kh/promwire-kuberhealthy');
    expect(flagged.err).toContain('as shipped');
    const same = await generate([rule], ['--alert', 'KuberhealthyCheckSlow=off']);
    expect(same.err).not.toContain('as shipped');
    const whole = await generate([rule], ['--settings', 'default']);
    expect(whole.err).not.toContain('PrometheusRule kh/promwire-kuberhealthy');
  });

  it('that cannot be read end the command, with the way out, and send no control characters', async () => {
    const rule = kept('kh/promwire-kuberhealthy', '{"alerts":{"KuberhealthyAbsent":{"\\u001b[31mx":1}}}');
    const { code, err } = await generate([rule]);
    expect(code).toBe(2);
    expect(err).toContain('PrometheusRule kh/promwire-kuberhealthy: promwire.dev/settings: alerts.KuberhealthyAbsent');
    expect(err).toContain('--settings default');
    expect(err).not.toContain('\u001b');
    expect(await generate([rule], ['--settings', 'default'])).toMatchObject({ code: 0 });
  });
});
