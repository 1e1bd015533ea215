import { describe, expect, it } from '@jest/globals';
import { endpoints, mayDiscover, namespace, operator, pod, prometheus, service, serviceMonitor } from '../worlds.ts';
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

describe('why Prometheus was not asked', () => {
  const reasons = (json: string): readonly string[] => {
    const { unknown } = JSON.parse(json) as {
      readonly unknown: readonly { readonly check?: string; readonly detail: string }[];
    };
    return unknown.filter((entry) => entry.check === 'scrape-failing').map(({ detail }) => detail);
  };

  it('is that a command only reads', async () => {
    await inFolder(async (folder) => {
      const taken = await onCluster(world, ['snapshot']);
      const { out } = await run(['check', '--from', write(folder, 'snapshot.yaml', taken.out), '-o', 'json']);
      expect(reasons(out)).toEqual(['Only promwire check of a cluster asks Prometheus what it does.']);
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
    for (const { out } of [forbidden, files]) {
      expect(out).not.toContain(NO_STACK);
      expect(out).toContain('could not be seen');
    }
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
    expect(out).toContain('--captured stacks.yaml');
  });
});

describe('a file that cannot be read', () => {
  it('is the first thing said', async () => {
    const { code, out } = await check('a: b: c\n');
    expect([code, out.split('\n')[0]]).toEqual([3, 'error    could not be read']);
    expect(out.split('\n')[1]).toContain('cluster.yaml:1:4');
  });
});

describe('checks that were not made', () => {
  const few = yamlOf([prometheus('monitoring/k8s'), operator(), service('shop/web'), serviceMonitor('shop/web')]);
  const line = (out: string): string | undefined => /^not checked: .*$/m.exec(out)?.[0];

  it('are counted in one line, named with -v, and left out for one object', async () => {
    expect(line((await check(few)).out)).toMatch(/^not checked: \d+ \(without .*\); -v names them$/);
    expect(line((await check(few, '-v')).out)).toMatch(/^not checked: [a-z-]+/);
    expect(line((await check(few, 'servicemonitor/web')).out)).toBeUndefined();
  });
});

describe('findings', () => {
  it('end with where more is told, and none with nothing', async () => {
    const lost = serviceMonitor('shop/lost', { selector: { matchLabels: { app: 'nothing' } } });
    const [bad, good] = [await onCluster([...world, lost], ['check']), await onCluster(world, ['check'])];
    expect(bad.out).toMatch(/\npromwire explain no-matching-service tells more[^\n]*\n$/);
    expect(good.out).not.toContain('promwire explain');
  });
});
