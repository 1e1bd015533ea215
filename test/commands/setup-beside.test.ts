/** Setup of an application beside what other people made for it. */
import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import type { Reply } from '../io/kube/api-stand-in.ts';
import {
  endpoints,
  mayDiscover,
  namespace,
  operator,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
  workload,
} from '../worlds.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import { onCluster } from './cluster.ts';

const TEXT = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
const PAGE = [
  '# TYPE http_requests_total counter',
  'http_requests_total{code="200"} 3',
  '# TYPE kube_pods gauge',
  'kube_pods{namespace="a"} 1',
  'kube_pods{namespace="b"} 1',
  '',
].join('\n');
const metrics: Reply = { headers: TEXT, body: PAGE };
const missing: Reply = { status: 404, body: '404 page not found' };

const SELECTOR = { matchLabels: { release: 'kps' } };
const RELEASE = { labels: { release: 'kps' } };
const stack = (spec: Readonly<Record<string, unknown>> = {}): readonly KubeObject[] => [
  namespace('monitoring'),
  namespace('shop'),
  prometheus('monitoring/k8s', { serviceMonitorSelector: SELECTOR, podMonitorSelector: SELECTOR, ...spec }),
  operator(),
  ...mayDiscover,
];
const PORTS = [
  { name: 'http', port: 8080 },
  { name: 'metrics', port: 9090 },
];
const web: readonly KubeObject[] = [
  service('shop/web', { ports: PORTS }),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']], { ports: PORTS }),
  pod('shop/web-1', '10.0.0.1', {
    spec: { containers: [{ name: 'web', ports: PORTS.map(({ name, port }) => ({ name, containerPort: port })) }] },
  }),
];
const theirs = (spec: object, meta: object = RELEASE): KubeObject =>
  serviceMonitor('shop/theirs', { endpoints: [{ port: 'metrics' }], ...spec }, meta);

const setup = async (objects: readonly KubeObject[], argv: readonly string[] = []) => {
  const words = ['setup', 'service/web', '-n', 'shop', '--dry-run', '--timeout', '20s', ...argv];
  const running = (_: string, path: string): Reply => (path === '/metrics' ? metrics : missing);
  const { code, out, err } = await onCluster(objects, words, () => true, running);
  return { code, out, said: `${out} ${err}`.replaceAll(/\s+/g, ' ') };
};
const OURS = '+ ServiceMonitor shop/promwire-service-web';
const jobs = (out: string): readonly string[] =>
  [...new Set([...out.matchAll(/job=\\?"([^"\\]*)\\?"/g)].map(([, job = '']) => job))].toSorted();

describe('a monitor that its owner keeps by hand', () => {
  it.each<readonly [string, KubeObject, string]>([
    [
      'lacks label and port',
      theirs({ endpoints: [{ port: 'metricz' }] }, {}),
      'does not select ServiceMonitor shop/theirs',
    ],
    [
      'asks for a port that is not there',
      theirs({ endpoints: [{ port: 'metricz' }] }),
      'selects ServiceMonitor shop/theirs',
    ],
  ])('that %s is to be put right in place of a second one', async (_, there, words) => {
    const { said, code } = await setup([...stack(), ...web, there]);
    expect(said).toContain(`${words}, and scrapes nothing of the application through it`);
    expect(said).toContain('in place of a second one');
    expect(said).toContain('promwire fix servicemonitor/theirs -n shop');
    expect(code).toBe(0);
  });

  it('that only lacks a label gets it, and no second one is made', async () => {
    const { said } = await setup([...stack(), ...web, theirs({}, {})]);
    expect(said).toContain('~ ServiceMonitor shop/theirs');
    expect(said).not.toContain(OURS);
  });

  it.each([
    ['lacks a label', theirs({}, {}), 'label-mismatch'],
    ['lacks label and port', theirs({ endpoints: [{ port: 'metricz' }] }, {}), 'label-mismatch'],
    ['asks for a port that is not there', theirs({ endpoints: [{ port: 'metricz' }] }), 'port-name-mismatch'],
  ])('is what files for Git are not made beside, where it %s', async (_, there, cause) => {
    await inFolder(async (folder) => {
      const ports = PORTS.map(({ name, port }) => ({ name, containerPort: port }));
      const shop = workload('shop/web', 'web', { app: 'web' }, { ports });
      const from = write(folder, 'all.yaml', yamlOf([...stack(), service('shop/web', { ports: PORTS }), shop, there]));
      const page = write(folder, 'page.txt', PAGE);
      const { code, err, out } = await run([
        'generate',
        'service/web',
        '-n',
        'shop',
        '--from',
        from,
        '--metrics',
        page,
      ]);
      expect([code, out]).toEqual([1, '']);
      const said = err.replaceAll(/\s+/g, ' ');
      expect(said).toContain(`scrapes nothing of the application through it (${cause})`);
      expect(said).toContain('the application is scraped twice with a second monitor');
    });
  });
});

describe('another port that a monitor of another owner scrapes', () => {
  const http = (more: object = {}): KubeObject => theirs({ endpoints: [{ port: 'http', ...more }] });

  it('does not share its job with ours: alerts would count its targets in', async () => {
    const { out, said, code } = await setup([...stack(), ...web, http()]);
    expect(said).toContain(OURS);
    expect(said).toContain(
      'its series get job web-metrics, since ServiceMonitor shop/theirs gives those of another port',
    );
    expect(code).toBe(0);
    const json = (await setup([...stack(), ...web, http()], ['-o', 'json'])).out;
    expect(jobs(json)).toEqual(['web-metrics']);
    expect(json.replaceAll(/\s+/g, ' ')).toContain('{ "targetLabel": "job", "replacement": "web-metrics" }');
    expect(out).not.toContain('job="web"');
  });

  it('does so for another path of one port, too', async () => {
    const { out } = await setup(
      [...stack(), ...web, theirs({ endpoints: [{ port: 'metrics', path: '/other' }] })],
      ['-o', 'json'],
    );
    expect(jobs(out)).toEqual(['web-metrics']);
  });

  it.each<readonly [string, KubeObject]>([
    ['has a job of its own', http({ relabelings: [{ targetLabel: 'job', replacement: 'front' }] })],
    [
      'is a PodMonitor',
      podMonitor(
        'shop/theirs',
        { selector: { matchLabels: { app: 'web' } }, podMetricsEndpoints: [{ port: 'http' }] },
        RELEASE,
      ),
    ],
    ['is not taken', theirs({ endpoints: [{ port: 'http' }] }, {})],
  ])('leaves ours as it is where it %s', async (_, there) => {
    const { out } = await setup([...stack(), ...web, there], ['-o', 'json']);
    expect(jobs(out)).toEqual(['web']);
  });
});

describe('a monitor of another owner that works', () => {
  it('is enough, also with a second one beside it', async () => {
    const pods = podMonitor(
      'shop/pods',
      { selector: { matchLabels: { app: 'web' } }, podMetricsEndpoints: [{ port: 'metrics' }] },
      RELEASE,
    );
    const { said } = await setup([...stack(), ...web, theirs({}), pods]);
    expect(said).not.toContain(OURS);
    expect(said).toContain('a second time through PodMonitor shop/pods');
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, object]>([
    ['of another port', { endpoints: [{ port: 'http' }], selector: { matchLabels: { app: 'web' } } }, RELEASE],
    ['that is no longer taken', { endpoints: [{ port: 'metrics' }], selector: { matchLabels: { app: 'web' } } }, {}],
  ])('has one of ours go %s', async (_, spec, meta) => {
    const labels = { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'service-web' };
    const old = serviceMonitor('shop/promwire-service-web', spec, {
      uid: 'u-1',
      labels: { ...labels, ...('labels' in meta ? (meta.labels as object) : {}) },
    });
    const managedFields = [{ manager: 'promwire', operation: 'Apply', fieldsV1: {} }];
    const ours = { ...old, metadata: { ...old.metadata, managedFields } } as unknown as KubeObject;
    const { said, code } = await setup([...stack(), ...web, theirs({}), ours]);
    expect(said).toContain('- ServiceMonitor shop/promwire-service-web');
    expect(code).toBe(0);
  });

  it('and honours labels leaves out metrics that bring those of targets', async () => {
    const { out } = await setup(
      [...stack(), ...web, theirs({ endpoints: [{ port: 'metrics', honorLabels: true }] })],
      ['-o', 'json'],
    );
    expect(out).toContain('http_requests_total');
    expect(out).not.toContain('kube_pods');
    const { said } = await setup([...stack(), ...web, theirs({ endpoints: [{ port: 'metrics', honorLabels: true }] })]);
    expect(said).toContain('metrics without an alert or a panel: 1');
    // The stack may take that right from all monitors.
    const over = await setup([
      ...stack({ overrideHonorLabels: true }),
      ...web,
      theirs({ endpoints: [{ port: 'metrics', honorLabels: true }] }),
    ]);
    expect(over.said).not.toContain('without an alert or a panel');
  });
});

describe('what a Prometheus enforces', () => {
  it.each([
    [
      { enforcedSampleLimit: 2 },
      /takes at most 2 samples of a scrape \(spec\.enforcedSampleLimit\), and the page of the application has 3/,
    ],
    [{ enforcedSampleLimit: 2, sampleLimit: 100 }, /spec\.enforcedSampleLimit/],
    [{ sampleLimit: 2 }, /spec\.sampleLimit/],
  ])('keeps back what every scrape of would fail: %j', async (spec, words) => {
    const { said, code } = await setup([...stack(spec), ...web]);
    expect(said).toMatch(words);
    expect(said).not.toContain(OURS);
    expect(code).toBe(1);
  });

  it.each([
    { enforcedSampleLimit: 3 },
    { enforcedSampleLimit: 0, sampleLimit: 0 },
    { enforcedTargetLimit: 1 },
    { enforcedSampleLimit: 9, sampleLimit: 2 },
  ])('lets through what fits: %j', async (spec) => {
    const { said, code } = await setup([...stack(spec), ...web]);
    expect(said).toContain(OURS);
    expect(code).toBe(0);
  });

  it('counts for a monitor that is there only what its owner decides', async () => {
    const { code } = await setup([...stack({ enforcedSampleLimit: 2 }), ...web, theirs({})]);
    expect(code).toBe(0);
  });

  it('and has rules see their own namespace alone keeps them back where the monitor is in another', async () => {
    const spec = { enforcedNamespaceLabel: 'tenant', ruleNamespaceSelector: undefined };
    const { said, code } = await setup([...stack(spec), ...web]);
    expect(said).toMatch(
      /ask for tenant="monitoring" \(spec\.enforcedNamespaceLabel\).* have tenant="shop": no alert would see them/,
    );
    expect(code).toBe(1);
    const both = await setup([...stack({ enforcedNamespaceLabel: 'tenant' }), ...web]);
    expect(both.code).toBe(0);
    const excludedFromEnforcement = [
      { group: 'monitoring.coreos.com', resource: 'servicemonitors', namespace: 'shop' },
    ];
    expect((await setup([...stack({ ...spec, excludedFromEnforcement }), ...web])).code).toBe(1);
    const rules = [{ group: 'monitoring.coreos.com', resource: 'prometheusrules', namespace: 'monitoring' }];
    expect((await setup([...stack({ ...spec, excludedFromEnforcement: rules }), ...web])).code).toBe(0);
  });

  it('and writes the namespace of the monitor into its series leaves nothing to ask for where that is another', async () => {
    const spec = { enforcedNamespaceLabel: 'namespace', serviceMonitorNamespaceSelector: undefined };
    const { said, code } = await setup([...stack(spec), ...web]);
    expect(said).toContain('no alerts and no dashboard: relabelings, or the enforcedNamespaceLabel of the stack');
    expect(code).toBe(0);
  });
});
