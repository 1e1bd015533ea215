/** What an earlier run set in the alerts: which object says it, and what may not be lost. */
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/model/index.ts';
import { KUBERHEALTHY_2, mayDiscover, namespace, operator, prometheus, prometheusRule } from '../worlds.ts';
import type { Answer } from '../commands/ask.ts';
import { onCluster } from '../commands/cluster.ts';

const OURS = { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'kuberhealthy' };
const NAMESPACES = ['aaa', 'kh', 'monitoring'];

const world: readonly KubeObject[] = [
  ...NAMESPACES.map((name) => namespace(name)),
  prometheus('monitoring/k8s', { serviceMonitorSelector: {}, ruleSelector: {}, ruleNamespaceSelector: {} }),
  operator(),
  ...mayDiscover,
  ...KUBERHEALTHY_2,
];

/** A PrometheusRule that says what is set for the application in kh. */
const kept = (path: string, settings: unknown): KubeObject =>
  prometheusRule(
    path,
    { groups: [] },
    {
      labels: OURS,
      fieldOwners: [{ manager: 'promwire', operation: 'Apply', labels: [], marks: ['promwire.dev/settings'] }],
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

  it('are not those that a tenant wrote into its own namespace', async () => {
    const answer = await generate([kept('aaa/promwire-kuberhealthy-kh', off('KuberhealthyAbsent'))]);
    expect(answer).toMatchObject({ code: 0 });
    expect(answer.err).not.toContain('as set at');
    expect(answer.out).toContain('alert: KuberhealthyAbsent');
  });

  it('are named with what they change', async () => {
    const answer = await generate([kept('kh/promwire-kuberhealthy', off('KuberhealthyCheckSlow'))]);
    expect(answer.err.replaceAll(/\s+/g, ' ')).toContain('by an earlier run (KuberhealthyCheckSlow=off);');
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

  it('are added to by flags, and dropped by a file', async () => {
    const rule = kept('kh/promwire-kuberhealthy', off('KuberhealthyCheckSlow'));
    const flagged = await generate([rule], ['--alert', 'KuberhealthyAbsent=page', '--threshold', 'failingFor=10m']);
    expect(flagged.out).not.toContain('alert: KuberhealthyCheckSlow');
    expect(flagged.out).toContain('severity: page');
    expect(flagged.err).toContain('added to what an earlier run set');
    expect(flagged.err).toContain('PrometheusRule kh/promwire-kuberhealthy');
    const keeps = /promwire\.dev\/settings: (".*")/.exec(flagged.out)?.[1] ?? '""';
    expect(JSON.parse(JSON.parse(keeps) as string)).toEqual({
      failingFor: '10m',
      alerts: { KuberhealthyCheckSlow: { enabled: false }, KuberhealthyAbsent: { severity: 'page' } },
    });
    const back = await generate([rule], ['--alert', 'KuberhealthyCheckSlow=on']);
    expect(back.out).toContain('alert: KuberhealthyCheckSlow');
    const whole = await generate([rule], ['--settings', 'default']);
    expect(whole.out).toContain('alert: KuberhealthyCheckSlow');
    expect(whole.out).not.toContain('promwire.dev/settings');
  });

  it('are what a plan names, instead of the fields that they change', async () => {
    const rule = kept('kh/promwire-kuberhealthy', { ...off('KuberhealthyCheckSlow'), failingFor: '10m' });
    const diff = async (...argv: readonly string[]): Promise<string> =>
      (await onCluster([...world, rule], ['diff', ...argv])).out;
    const plain = await diff('--threshold', 'failingFor=15m', '--alert-labels', 'team=a');
    expect(plain).toMatch(/^Settings of the alerts\n {2}failingFor: 10m → 15m\n {2}team=a on \d+ alerts\n\n/);
    expect(plain).toMatch(/PrometheusRule kh\/promwire-kuberhealthy.*\n\s+\d+ fields differ; -v lists them/);
    expect(plain).not.toContain('spec.groups');
    expect(await diff('--threshold', 'failingFor=15m', '-v')).toContain('spec.groups');
    const dropped = await diff('--settings', 'default');
    expect(dropped).toContain('  failingFor: 10m → 5m\n  KuberhealthyCheckSlow: off → info\n');
    const data = await onCluster([...world, rule], ['diff', '--settings', 'default', '-o', 'json']);
    expect(JSON.parse(data.out)).toMatchObject({
      settings: [
        { kind: 'setting', name: 'failingFor', was: '10m', becomes: '5m' },
        { kind: 'alert', name: 'KuberhealthyCheckSlow', was: 'off', becomes: 'info' },
      ],
    });
  });

  it('are printed as a file that gives the same', async () => {
    const set = {
      ...off('KuberhealthyCheckSlow'),
      failingFor: '10m',
      labels: { team: 'a: b' },
    };
    const rule = kept('kh/promwire-kuberhealthy', set);
    const printed = await onCluster([...world, rule], ['settings', '--from-cluster']);
    expect(printed.code).toBe(0);
    expect(printed.err).toContain('PrometheusRule kh/promwire-kuberhealthy');
    expect(parse(printed.out)).toEqual({
      failingFor: '10m',
      labels: { team: 'a: b' },
      alerts: { KuberhealthyCheckSlow: 'off' },
    });
    expect(printed.asked.filter((each) => !each.includes('prometheusrules'))).toEqual([]);
    const none = await onCluster(world, ['settings', '--from-cluster']);
    expect(none.err).toContain('promwire made no rules for Kuberhealthy here');
    expect(parse(none.out)).toBeNull();
  });

  it('of several applications are chosen with -n, and are unknown where rules may not be listed', async () => {
    const rules = [kept('kh/promwire-kuberhealthy', { failingFor: '10m' }), kept('aaa/promwire-kuberhealthy-kh2', {})];
    const other = prometheusRule(
      'aaa/promwire-kuberhealthy',
      { groups: [] },
      {
        labels: OURS,
        fieldOwners: [{ manager: 'promwire', operation: 'Apply', labels: [], marks: ['promwire.dev/settings'] }],
        annotations: { 'promwire.dev/settings': '{"failingFor":"20m"}' },
      },
    );
    const both = await onCluster([...world, rules[0] ?? other, other], ['settings', '--from-cluster']);
    expect(both.code).toBe(2);
    expect(both.err).toContain('-n');
    const one = await onCluster([...world, rules[0] ?? other, other], ['settings', '--from-cluster', '-n', 'aaa']);
    expect(parse(one.out)).toEqual({ failingFor: '20m' });
    const hidden = await onCluster(world, ['settings', '--from-cluster'], () => false);
    expect(hidden).toMatchObject({ code: 3, out: '' });
  });

  it('go with uninstall, which says which', async () => {
    const rule = kept('kh/promwire-kuberhealthy', { ...off('KuberhealthyCheckSlow'), failingFor: '10m' });
    const gone = await onCluster([...world, rule], ['uninstall', '--dry-run']);
    expect(gone.out.replaceAll(/\s+/g, ' ')).toContain(
      'Settings of the alerts go with it: failingFor=10m, KuberhealthyCheckSlow=off. promwire settings --from-cluster',
    );
  });

  it('that cannot be read end the command, with the way out, and send no control characters', async () => {
    const rule = kept('kh/promwire-kuberhealthy', '{"alerts":{"KuberhealthyAbsent":{"\\u001b[31mx":1}}}');
    const { code, err } = await generate([rule]);
    expect(code).toBe(2);
    expect(err).toContain(
      'PrometheusRule kh/promwire-kuberhealthy: promwire.dev/settings: line 1, column 34: alerts.KuberhealthyAbsent',
    );
    expect(err).toContain('--settings default');
    expect(err).not.toContain('\u001b');
    expect(await generate([rule], ['--settings', 'default'])).toMatchObject({ code: 0 });
  });
});
