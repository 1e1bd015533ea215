import { describe, expect, it } from '@jest/globals';
import {
  dashboard,
  endpoints,
  grafana,
  mayDiscover,
  namespace,
  operator,
  pod,
  prometheus,
  prometheusRule,
  service,
  serviceMonitor,
} from '../worlds.ts';
import { check, inFolder, run, write, yamlOf } from './ask.ts';
import { onCluster } from './cluster.ts';

/* What check says of what it did not or could not see: the true reason, once, and what opens it. */

const world = [
  ...['monitoring', 'shop'].map((name) => namespace(name)),
  prometheus('monitoring/k8s'),
  operator(),
  ...mayDiscover,
  service('shop/web'),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
  pod('shop/web-1'),
  serviceMonitor('shop/web'),
];
const NO_STACK = 'No Prometheus, PrometheusAgent or ThanosRuler found.';

const reasons = (json: string): readonly string[] => {
  const { unknown } = JSON.parse(json) as {
    readonly unknown: readonly { readonly check?: string; readonly detail: string }[];
  };
  return unknown.filter((entry) => entry.check === 'scrape-failing').map(({ detail }) => detail);
};

describe('why Prometheus was not asked', () => {
  it('is that a command only reads', async () => {
    await inFolder(async (folder) => {
      const taken = await onCluster(world, ['snapshot']);
      const { out } = await run(['check', '--from', write(folder, 'snapshot.yaml', taken.out), '-o', 'json']);
      expect(reasons(out)).toEqual([
        'Only promwire check of a cluster and promwire snapshot --live ask Prometheus what it does.',
      ]);
    });
  });

  it('is that it has no pod, or that its pods could not be listed', async () => {
    const hidden = (asked: string): boolean => !/^list (?:monitoring)?\/pods$/.test(asked);
    const [seen, unseen] = [
      await onCluster(world, ['check', '-o', 'json']),
      await onCluster(world, ['check', '-n', 'shop', '-o', 'json'], hidden),
    ];
    expect(reasons(seen.out)).toEqual([expect.stringContaining('it has no pod that could be asked')]);
    expect(reasons(unseen.out)).toEqual([
      expect.stringContaining('the pods of namespace monitoring could not be listed'),
    ]);
  });
});

describe('stacks that were not read', () => {
  it('are not said to be missing', async () => {
    const forbidden = await onCluster(world, ['check'], (asked) => !asked.startsWith('list'));
    const files = await check(yamlOf([serviceMonitor('shop/web')]));
    for (const { out } of [forbidden, files]) expect(out).not.toContain(NO_STACK);
    expect(forbidden.out).toContain('could not be seen');
    expect(files.out.replaceAll(/\s+/g, ' ')).toContain('whether one takes the ServiceMonitor here is not known');
    expect((await onCluster([namespace('shop')], ['check'])).out).toContain(NO_STACK);
  });
});

describe('lists that were refused', () => {
  it('are one sentence, with what opens them', async () => {
    const { code, out } = await onCluster(world, ['check', '-n', 'shop'], (asked) => !/^list \/|^get \/n/.test(asked));
    expect(code).toBe(3);
    expect(out.match(/Not allowed to list/g)).toHaveLength(1);
    expect(out).not.toContain('is forbidden: no right');
    expect(out).toContain('promwire rbac check -n shop prints the rights');
    expect(out).toContain('pass it with --captured');
  });
});

describe('a metric or an alert, asked for without rights', () => {
  it.each([['metric/up'], ['alert/Watchdog']])('%s is unknown, and no error', async (word) => {
    const { code, out } = await onCluster(world, ['check', word], (asked) => !asked.startsWith('list'));
    expect(code).toBe(3);
    expect(out).toMatch(/^unknown {2}(?:metric|alert) /m);
    expect(out).not.toMatch(/^error/m);
    expect(out).not.toMatch(/\b1 error/);
    expect(out).toMatch(/^0 errors,/m);
  });

  it('a metric is unknown too in a snapshot that asked no Prometheus', async () => {
    const taken = await onCluster(world, ['snapshot']);
    const broken = taken.out.replace(/^gaps:/m, 'observations: []\ngaps:');
    expect(broken).not.toBe(taken.out);
    for (const text of [taken.out, broken]) {
      const { code, out } = await check(text, 'metric/up');
      expect([code, out]).toEqual([3, expect.stringMatching(/^unknown {2}metric up/m)]);
      expect(out).toMatch(/^0 errors,/m);
    }
  });

  it.each([['metric/up'], ['alert/Watchdog']])('%s is an error where all could be seen', async (word) => {
    const { code, out } = await onCluster(world, ['check', word]);
    expect([code, out]).toEqual([1, expect.stringMatching(/^error {4}(?:metric|alert) /m)]);
  });
});

describe('a file that cannot be read', () => {
  it('is said right above the summary', async () => {
    const { code, out } = await check('a: b: c\n');
    expect(code).toBe(3);
    expect(out).toMatch(
      /\nerror {4}could not be read\n {2}\S*cluster\.yaml:1:4: [^\n]*\n(?: {4}[^\n]*\n)*\n0 errors, .*\n$/,
    );
  });
});

describe('checks that were not made', () => {
  const few = yamlOf([prometheus('monitoring/k8s'), operator(), service('shop/web'), serviceMonitor('shop/web')]);
  const line = (out: string): string | undefined =>
    /^not checked: .*(?:\n {2}.*)*$/m.exec(out)?.[0].replaceAll(/\s+/g, ' ');

  it('are counted in one line, named with -v, and left out for one object', async () => {
    expect(line((await check(few)).out)).toMatch(
      /^not checked: \d+ \(Files do not run, so no Prometheus could be asked; \w+ objects may be elsewhere.*\); -v names them$/,
    );
    expect(line((await check(few, '-v')).out)).toMatch(/^not checked: [a-z-]+/);
    expect(line((await check(few, 'servicemonitor/web')).out)).toBeUndefined();
  });

  it('are named for one object where a Prometheus was asked and did not answer', async () => {
    const { out } = await onCluster(world, ['check', 'servicemonitor/web', '-n', 'shop']);
    expect(line(out)).toMatch(/^not checked: \d+ \(Prometheus monitoring\/k8s could not be asked what it does: /);
  });

  it('are none but those of the running Prometheus where a sidecar may take Secrets to which nothing refers', async () => {
    const both = [...world, grafana('monitoring/grafana', { RESOURCE: 'both' }), dashboard('shop/web', { title: 'a' })];
    const [plain, verbose] = [await onCluster(both, ['check']), await onCluster(both, ['check', '-v'])];
    expect(line(plain.out)).toMatch(
      /^not checked: \d+ \(Prometheus monitoring\/k8s could not be asked what it does: it has no pod that could be asked\); -v names them$/,
    );
    expect(line(verbose.out)).toMatch(/^not checked: [^(]*scrape-failing/);
    expect(line(verbose.out)).toMatch(/dashboard-key-collision[^(]*\(Container \S+ of/);
  });
});

describe('findings', () => {
  it('end with where more is told, and none with nothing', async () => {
    const lost = serviceMonitor('shop/lost', { selector: { matchLabels: { app: 'nothing' } } });
    const [bad, good] = [await onCluster([...world, lost], ['check']), await onCluster(world, ['check'])];
    expect(bad.out).toMatch(/\nRun "promwire explain no-matching-service" for details.\n$/);
    expect(good.out).not.toContain('promwire explain');
  });
});

describe('snapshot --live', () => {
  it('writes down what its Prometheus said, or why it said nothing', async () => {
    // The API server of this test answers no proxied request.
    const taken = await onCluster(world, ['snapshot', '--live']);
    expect(taken.code).toBe(0);
    const live = await onCluster(world, ['check', '-o', 'json']);
    await inFolder(async (folder) => {
      const { out } = await run(['check', '--from', write(folder, 'observed.yaml', taken.out), '-o', 'json']);
      expect(reasons(out)).toEqual(reasons(live.out));
      expect(reasons(out)).not.toEqual([]);
      expect(JSON.parse(out)).toEqual(JSON.parse(live.out));
    });
  });

  it.each([
    [['--live', '--from', 'x.yaml'], '--live with --from'],
    [['--read-secrets'], 'go with --live'],
    [['--stack', 'monitoring/k8s'], 'go with --live'],
    [['service/web'], 'without --live is of everything'],
  ])('refuses what means nothing: %s', async (argv, words) => {
    const { code, err } = await onCluster(world, ['snapshot', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });
});

describe('snapshot', () => {
  it('of nothing but refusals says so and fails; of a part it says what is not in it', async () => {
    const none = await onCluster(world, ['snapshot'], () => false);
    expect([none.code, none.err]).toEqual([3, expect.stringContaining('for want of rights: ')]);
    const part = await onCluster(world, ['snapshot'], (asked) => !asked.includes('/prometheuses'));
    expect([part.code, part.err]).toEqual([0, expect.stringContaining('for want of rights: Prometheus\n')]);
    expect((await onCluster(world, ['snapshot'])).err).toBe('');
  });

  it('of a namespace that is not there fails', async () => {
    const { code, err } = await onCluster(world, ['snapshot', '-n', 'shpo']);
    expect([code, err]).toEqual([1, expect.stringContaining('there is no namespace shpo')]);
  });
});

describe('a kind that is not looked at', () => {
  it('is not a want of rights', async () => {
    const { code, err } = await onCluster(world, ['check', 'configmap/x']);
    expect([code, err]).toEqual([1, expect.not.stringContaining('Ask for the right')]);
    expect(err).toContain('configmap/x');
    expect(err).toContain('only dashboards');
  });

  it('is suggested where it is mistyped in a file', async () => {
    const { err } = await check(
      `${yamlOf([service('shop/web')])}---\nkind: ServiceMonitr\napiversion: v1\n`.replace('apiversion', 'apiVersion'),
    );
    expect(err).toContain('ServiceMonitr (1; did you mean ServiceMonitor?)');
  });
});

describe('--from with --captured', () => {
  it('reads both', async () => {
    await inFolder(async (folder) => {
      const [mine, theirs] = [
        write(folder, 'mine.yaml', yamlOf([serviceMonitor('shop/web')])),
        write(folder, 'stacks.yaml', yamlOf([prometheus('monitoring/k8s')])),
      ];
      expect((await run(['check', '--from', mine])).out).toContain('(promwire snapshot) with --captured');
      const { out } = await run(['check', '--from', mine, '--captured', theirs]);
      expect(out).toContain('Prometheus monitoring/k8s');
    });
  });

  it('asks about the files, where both hold an object', async () => {
    await inFolder(async (folder) => {
      const well = serviceMonitor('shop/web', {}, { labels: { release: 'a' } });
      const [mine, theirs] = [
        write(folder, 'mine.yaml', yamlOf([serviceMonitor('shop/web', {}, { labels: { release: 'b' } })])),
        write(
          folder,
          'stacks.yaml',
          yamlOf([prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'a' } } }), well]),
        ),
      ];
      for (const argv of [
        ['--from', mine, '--captured', theirs],
        ['--captured', theirs, '--from', mine],
      ])
        expect((await run(['check', ...argv])).out).toContain('label-mismatch');
    });
  });
});

describe('a mistake in the question', () => {
  it.each([
    [['servicemonitor', 'web'], 'Did you mean servicemonitor/web?'],
    [['svcmon', 'web'], 'Did you mean smon/web?'],
    [['web'], 'Did you mean servicemonitor/web or service/web?'],
    [['--only', 'nope'], 'no such check'],
    [['--verdicts', 'foo'], 'It takes one of: all, problems'],
  ])('%j is told before anything is read', async (argv, says) => {
    const { code, out, err, asked } = await onCluster(world, ['check', ...argv]);
    expect([code, out, asked]).toEqual([2, '', []]);
    expect(err).toContain(says);
  });
});

describe('uninstall without the right to delete', () => {
  it('ends like setup without the right to write', async () => {
    const labels = { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'kuberhealthy' };
    const fieldOwners = [{ manager: 'promwire', operation: 'Apply', labels: [] }];
    const ours = prometheusRule('shop/ours', {}, { labels, fieldOwners });
    const answer = await onCluster([...world, ours], ['uninstall', '--yes'], (asked) => !asked.startsWith('delete'));
    expect([answer.code, answer.err]).toEqual([3, expect.stringContaining('not allowed')]);
  });
});
