import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { PromwireError } from '../../src/errors.ts';
import {
  agent,
  endpoints,
  mayDiscover,
  operator,
  pod,
  podMonitor,
  prometheus,
  prometheusRule,
  service,
  serviceMonitor,
  workload,
} from '../worlds.ts';
import { check, inFolder, run, write, yamlOf } from './ask.ts';

const k8s = prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'a' } } });
const around = [k8s, operator(), ...mayDiscover];
const wired = [service('shop/web'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')];
const good = serviceMonitor('shop/web', {}, { labels: { release: 'a' } });
const bad = (name: string, annotations?: Readonly<Record<string, string>>) =>
  serviceMonitor(`shop/${name}`, {}, { labels: { release: 'b' }, ...(annotations ? { annotations } : {}) });

describe('check in text', () => {
  it('-v lists every monitor with the stack that takes it, and its targets', async () => {
    const [usual, verbose] = [
      await check(yamlOf([...around, ...wired, good, bad('other')])),
      await check(yamlOf([...around, ...wired, good, bad('other')]), '-v'),
    ];
    expect(usual.out).not.toContain('ServiceMonitor shop/web: 1 target');
    expect(verbose.out).toContain('\n  taken      ServiceMonitor shop/web: 1 target\n');
    expect(verbose.out).toContain('\n  not taken  ServiceMonitor shop/other: label-mismatch\n');
  });

  it('does not call it fine where no check is left', async () => {
    const { code, err } = await check(yamlOf(around), '--only', 'label-mismatch', '--skip', 'label-mismatch');
    expect(code).toBe(2);
    expect(err).toContain('nothing is left');
  });

  it('counts for a stack what it could take, and nothing else', async () => {
    const { out } = await check(yamlOf([...around, agent('monitoring/node', { mode: 'DaemonSet' }), ...wired, good]));
    expect(out).toContain('PrometheusAgent monitoring/node  no PodMonitor here\n');
  });

  it('prints the commands that make missing rights, each on one line', async () => {
    const kinds = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
    const all = { group: 'rbac.authorization.k8s.io', namespaces: 'all', complete: true };
    const coverage = JSON.stringify(kinds.map((kind) => ({ ...all, kind })));
    const header = `apiVersion: promwire.dev/v1alpha1\nkind: Snapshot\nsource: cluster\ngaps: []\ncoverage: ${coverage}\n`;
    const { out } = await check(`${header}${yamlOf([k8s, operator(), ...wired, good])}`);
    expect(out).toContain(
      '\n       kubectl -n shop create role promwire-monitoring-k8s --verb=get,list,watch --resource=services,endpoints,pods\n',
    );
    expect(out).toContain(
      '\n       kubectl -n shop create rolebinding promwire-monitoring-k8s --role=promwire-monitoring-k8s --serviceaccount=monitoring:',
    );
    expect(out).not.toContain('below');
  });
});

describe('check kuberhealthy', () => {
  const labels = { app: 'kuberhealthy' };
  const app = [
    workload('kh/kuberhealthy', 'docker.io/kuberhealthy/kuberhealthy:v2.7.1', labels),
    service('kh/kuberhealthy', { selector: labels }, { labels }),
    endpoints('kh/kuberhealthy', [['10.0.0.1', 'kh/kh-1']], {}, { labels }),
    pod('kh/kh-1', '10.0.0.1', { meta: { labels } }),
    serviceMonitor('kh/kuberhealthy', { selector: { matchLabels: labels } }, { labels: { release: 'a' } }),
  ];
  const rule = (name: string, expr: string) =>
    prometheusRule(`kh/${name}`, { groups: [{ name: 'g', rules: [{ alert: 'A', expr }] }] });
  const ask = async (object: ReturnType<typeof rule>) =>
    await check(yamlOf([...around, ...app, object]), 'kuberhealthy', '-v');

  it('is about the rules that ask for its metrics, whatever their names', async () => {
    const [theirs, named] = [
      await ask(rule('web', 'kuberhealthy_check == 0')),
      await ask(rule('kuberhealthy', 'up == 0 # kuberhealthy_check')),
    ];
    expect(theirs.out).toContain('PrometheusRule kh/web');
    expect(named.out).not.toContain('PrometheusRule');
    expect(named.code).toBe(0);
  });

  it('is unknown where a rule that may be about it cannot be read', async () => {
    const { code, out } = await ask(rule('web', 'sum(kuberhealthy_check'));
    expect(code).toBe(3);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('Whether PrometheusRule kh/web is about Kuberhealthy is not known');
  });
});

describe('check service/NAME and pod/NAME', () => {
  it('names the monitor and the stack that scrape it', async () => {
    for (const word of ['service/web', 'svc/web', 'pod/web-1', 'po/web-1']) {
      const { code, out } = await check(yamlOf([...around, ...wired, good]), word, '-n', 'shop');
      expect([word, code]).toEqual([word, 0]);
      expect(out).toContain('ServiceMonitor shop/web');
      expect(out).toContain('Prometheus monitoring/k8s');
    }
  });

  it('names the nearest miss first, and fails', async () => {
    const far = serviceMonitor(
      'shop/far',
      { selector: { matchLabels: { app: 'other', tier: 'x' } } },
      { labels: { release: 'b' } },
    );
    const { code, out } = await check(yamlOf([...around, ...wired, bad('near'), far]), 'service/web', '-n', 'shop');
    expect(code).toBe(1);
    expect(out).toContain('ServiceMonitor shop/near');
    const [near, other] = [out.indexOf('shop/near'), out.indexOf('shop/far')];
    expect(other === -1 || near < other).toBe(true);
  });

  it('says so where nobody could', async () => {
    const { code, out } = await check(yamlOf([...around, ...wired]), 'pod/web-1', '-n', 'shop');
    expect(code).toBe(3);
    expect(out).toMatch(/nobody|no monitor|nothing/i);
  });

  it('carries the paths in json, too', async () => {
    const { out } = await check(yamlOf([...around, ...wired, good]), 'service/web', '-n', 'shop', '-o', 'json');
    const { paths } = JSON.parse(out) as {
      readonly paths: readonly { readonly subject: object; readonly paths: readonly { readonly state: string }[] }[];
    };
    expect(paths.map(({ subject }) => subject)).toEqual([expect.objectContaining({ kind: 'Service', name: 'web' })]);
    expect(paths[0]?.paths.map(({ state }) => state)).toContain('scraped');
  });

  it.each([
    [['service/none', '-n', 'shop'], 1, 'there is no Service none in namespace shop'],
    [['gadget/web'], 2, 'gadget/web: neither a profile nor KIND/NAME'],
    [['servicemonitor/'], 2, 'neither a profile nor KIND/NAME'],
    [['web'], 2, 'neither a profile nor KIND/NAME'],
  ])('%j: %i', async (argv, code, says) => {
    const answer = await check(yamlOf([...around, ...wired, good]), ...argv);
    expect(answer.code).toBe(code);
    expect(answer.err).toContain(says);
    expect(answer.out).toBe('');
  });

  it('asks which, where a name is there twice', async () => {
    const { code, err } = await check(yamlOf([...around, service('a/web'), service('b/web')]), 'service/web');
    expect(code).toBe(2);
    expect(err).toContain('in a, b');
    expect(err).toContain('-n');
  });
});

describe('check metric/NAME', () => {
  it('walks back from a metric, and says where the way ends', async () => {
    const { code, out } = await check(yamlOf([...around, good]), 'metric/nobody_knows_total');
    expect(code).toBe(3);
    expect(out).toContain('metric nobody_knows_total');
    expect(out).toContain('no running Prometheus could be asked');
    expect(out).toContain('promwire check service/NAME');
  });
});

describe('--only, --skip, --fail-on', () => {
  const world = yamlOf([...around, ...wired, bad('web'), podMonitor('shop/web')]);

  it('run one check, or all but one', async () => {
    const ids = async (...argv: readonly string[]): Promise<readonly string[]> => {
      const { findings } = JSON.parse((await check(world, '-o', 'json', ...argv)).out) as {
        readonly findings: readonly { readonly check: string }[];
      };
      return [...new Set(findings.map(({ check: id }) => id))];
    };
    expect(await ids('--only', 'label-mismatch')).toEqual(['label-mismatch']);
    expect(await ids('--only', 'label-mismatch,no-endpoints')).toEqual(['label-mismatch']);
    expect(await ids('--skip', 'label-mismatch')).not.toContain('label-mismatch');
    expect(await ids()).toContain('label-mismatch');
  });

  it.each(['only', 'skip'])('--%s refuses what is not a check, and suggests one', async (flag) => {
    const { code, err, out } = await check(world, `--${flag}`, 'label-mismach');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`--${flag} label-mismach: no such check`);
    expect(err).toContain('Did you mean label-mismatch?');
    expect((await check(world, `--${flag}`, 'zzz')).err).toContain('promwire explain lists them');
    expect((await check(world, `--${flag}`, '')).code).toBe(2);
  });

  it('--fail-on moves only the exit code', async () => {
    const warns = yamlOf([...around, ...wired, good, serviceMonitor('shop/again', {}, { labels: { release: 'a' } })]);
    const [usual, strict] = [await check(warns), await check(warns, '--fail-on', 'warning')];
    expect(usual.out).toContain('duplicate-scrape');
    expect([usual.code, strict.code]).toEqual([0, 1]);
    expect(strict.out).toBe(usual.out);
    expect((await check(yamlOf([...around, bad('web')]), '--fail-on', 'warning')).code).toBe(1);
    expect((await check(world, '--fail-on', 'info')).code).toBe(2);
  });
});

describe('the annotation promwire.dev/ignore', () => {
  it('leaves the named check out for that object only, and says so', async () => {
    const world = yamlOf([
      ...around,
      bad('told', { 'promwire.dev/ignore': ' no-endpoints , label-mismatch' }),
      bad('untold'),
    ]);
    const { code, out } = await check(world);
    expect(code).toBe(1);
    expect(out).toContain('ServiceMonitor shop/untold');
    expect(out).not.toContain('ServiceMonitor shop/told');
    expect(out).toContain('1 error, 0 warnings, 0 info, 0 unknown, 1 ignored by annotation');
    const { suppressed, verdicts } = JSON.parse((await check(world, '-o', 'json')).out) as {
      readonly suppressed: readonly object[];
      readonly verdicts: readonly { readonly verdict: string }[];
    };
    expect(suppressed).toEqual([{ check: 'label-mismatch', object: expect.objectContaining({ name: 'told' }) }]);
    // The verdict is what it is.
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['not-selected', 'not-selected']);
  });

  it('makes the exit code 0 where nothing else is found', async () => {
    const world = yamlOf([...around, bad('told', { 'promwire.dev/ignore': 'label-mismatch' })]);
    expect((await check(world)).code).toBe(0);
  });
});

describe('one cause', () => {
  it('of 200 monitors is one paragraph', async () => {
    const { code, out } = await check(yamlOf([...around, ...Array.from({ length: 200 }, (_, i) => bad(`web-${i}`))]));
    expect(code).toBe(1);
    expect(out.match(/^error {4}label-mismatch/gm)).toHaveLength(1);
    expect(out).toContain('The same holds for 199 more:');
    expect(out).toContain('200 errors');
    expect(out.split('\n').length).toBeLessThan(22);
  });

  it('is another one with other labels', async () => {
    const { out } = await check(
      yamlOf([...around, bad('a'), serviceMonitor('shop/b', {}, { labels: { release: 'c' } })]),
    );
    expect(out.match(/^error {4}label-mismatch/gm)).toHaveLength(2);
  });

  it('of two monitors that scrape one target is one finding', async () => {
    const { out } = await check(
      yamlOf([...around, ...wired, good, serviceMonitor('shop/again', {}, { labels: { release: 'a' } })]),
    );
    expect(out.match(/^warning {2}duplicate-scrape/gm)).toHaveLength(1);
    expect(out).toContain('0 errors, 1 warning,');
  });

  it('of a managed control plane is one info paragraph', async () => {
    const parts = ['kube-etcd', 'kube-scheduler', 'kube-controller-manager', 'kube-proxy'].flatMap((part) => {
      const app = `kube-prometheus-stack-${part}`;
      const spec = { selector: { matchLabels: { app } }, namespaceSelector: { matchNames: ['kube-system'] } };
      return [
        serviceMonitor(`monitoring/stack-${part}`, spec, { labels: { app, release: 'a' } }),
        service(`kube-system/stack-${part}`, {}, { labels: { app } }),
        endpoints(`kube-system/stack-${part}`, []),
      ];
    });
    const world = yamlOf([...around, pod('shop/web-1'), ...parts]);
    const { code, out } = await check(world);
    expect(out.match(/^(?:error|warning|info) .*$/gm)).toEqual([
      expect.stringMatching(/^info {5}managed-control-plane/),
    ]);
    expect(code).toBe(0);
    // An info needs its fix where it is the answer.
    const fix = /^ {2}Fix: /m;
    expect(out).not.toMatch(fix);
    expect((await check(world, 'prometheus/k8s')).out).not.toMatch(fix);
    expect((await check(world, 'servicemonitor/stack-kube-etcd', '-n', 'monitoring')).out).toMatch(fix);
  });
});

describe('--watch', () => {
  const until = async (condition: () => boolean): Promise<void> => {
    for (let i = 0; i < 400 && !condition(); i += 1) await sleep(25);
    if (!condition()) throw new Error('it did not come');
  };

  it('prints again when the answer changes, not otherwise, outlives a file that is gone, and ends by a signal', async () => {
    await inFolder(async (folder) => {
      const file = write(folder, 'a.yaml', yamlOf([...around, bad('web')]));
      const stop = new AbortController();
      let heard = '';
      const running = run(['check', '--watch', '1s', '--from', file], stop.signal, (text) => (heard = text));
      await until(() => heard.includes('1 error'));
      const first = heard;
      await sleep(2200);
      expect(heard).toBe(first);
      rmSync(file);
      await sleep(2200);
      write(folder, 'a.yaml', yamlOf([...around, good]));
      await until(() => heard.includes('0 errors'));
      stop.abort(new PromwireError('interrupted', 'interrupted', ''));
      const { code, err } = await running;
      expect(code).toBe(130);
      expect(err.split('\n')).toEqual([
        'watching: looks again every 1s and prints when the answer changes; Ctrl-C ends it',
        `promwire: cannot read ${file}: there is no such file or folder; looking again every 1s`,
        expect.stringMatching(/^─+ changed at \d\d:\d\d:\d\d ─+$/),
        'interrupted',
        '',
        '',
      ]);
      expect(heard.match(/^\d+ errors?/gm)).toEqual(['1 error', '0 errors']);
    });
  });

  it('takes an interval or stands alone, and refuses stdin', async () => {
    const stop = new AbortController();
    stop.abort(new PromwireError('interrupted', 'interrupted', ''));
    await inFolder(async (folder) => {
      const file = write(folder, 'a.yaml', yamlOf([...around, good]));
      for (const argv of [
        ['--watch', '--from', file],
        ['--from', file, '--watch'],
        ['--watch=5s', '--from', file],
        ['--from', file, '--watch', 'servicemonitor/web'],
      ]) {
        const { code, out } = await run(['check', ...argv], stop.signal);
        expect([argv.join(' '), code, out.length > 0]).toEqual([argv.join(' '), 130, true]);
      }
      expect((await run(['check', '--watch', '5x', '--from', file])).err).toContain('--watch 5x: not a duration');
      expect((await run(['check', '--watch', '597h', '--from', file])).err).toContain('--watch 597h: too long');
    });
    expect((await run(['check', '--watch', '--from', '-'])).err).toContain('stdin can be read only once');
  });
});
