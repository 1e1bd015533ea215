import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments, stringify } from 'yaml';
import type { KubeObject } from '../../src/model/index.ts';
import {
  agent,
  endpoints,
  mayDiscover,
  namespace,
  operator,
  pod,
  podMonitor,
  prometheus,
  prometheusRule,
  service,
  serviceMonitor,
  thanosRuler,
} from '../worlds.ts';
import { run } from './ask.ts';
import { onCluster } from './cluster.ts';

/* `check --read-secrets`: the Secrets with the generated configurations are got only with it, and only job names stay. */

const PASSWORD = 'c4n4ry-password';
const POOL = 'serviceMonitor/shop/web/0';
const HEALTHY = [
  ...['monitoring', 'shop'].map((name) => namespace(name)),
  ...[prometheus('monitoring/k8s'), operator(), ...mayDiscover, serviceMonitor('shop/web'), service('shop/web')],
  ...[endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')],
];
const generated = (path: string, ...jobs: readonly string[]): KubeObject => {
  const text = stringify(
    {
      scrape_configs: [
        { job_name: PASSWORD },
        ...jobs.map((job) => ({ job_name: job, basic_auth: { username: 'u', password: PASSWORD } })),
      ],
    },
    { indentSeq: false },
  );
  return secret(path, gzipSync(text).toString('base64'));
};
const secret = (path: string, value: string): KubeObject => {
  const [namespace = '', name = ''] = path.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name, labels: {}, annotations: {} },
    body: { data: { 'prometheus.yaml.gz': value, password: Buffer.from(PASSWORD).toString('base64') } },
    origin: { source: 'cluster' },
  };
};
const secrets = (asked: readonly string[]): readonly string[] => asked.filter((ask) => ask.includes('/secrets'));
const FORMS = ['text', 'html', 'json', 'yaml', 'sarif', 'junit', 'github', 'prometheus'];

describe('check --read-secrets', () => {
  it('is the only way to have the Secret read', async () => {
    const objects = [...HEALTHY, generated('monitoring/prometheus-k8s', POOL)];
    const without = await onCluster(objects, ['check']);
    expect([without.code, secrets(without.asked)]).toEqual([0, []]);
    expect(without.out).not.toContain('generated');
    const { code, out, asked } = await onCluster(objects, ['check', '--read-secrets']);
    expect([code, secrets(asked)]).toEqual([0, ['get monitoring/secrets/prometheus-k8s']]);
    expect(out).toContain(`  generated configuration: has ${POOL}\n`);
  });

  it('gives the same answer without the right, where the flag is not given', async () => {
    const objects = [...HEALTHY, generated('monitoring/prometheus-k8s', POOL)];
    const may = (asked: string): boolean => !asked.includes('/secrets');
    const { out, code } = await onCluster(objects, ['check', '-o', 'json'], may);
    expect({ out, code }).toEqual({ out: (await onCluster(objects, ['check', '-o', 'json'])).out, code: 0 });
  });

  it('puts the jobs beside each verdict and each finding', async () => {
    const objects = [
      ...HEALTHY.filter(({ kind }) => kind !== 'Prometheus'),
      prometheus('monitoring/k8s', { podMonitorSelector: { matchLabels: { a: 'b' } } }),
      podMonitor('shop/pods'),
      prometheusRule('shop/rules'),
      generated('monitoring/prometheus-k8s', POOL),
    ];
    const { out } = await onCluster(objects, ['check', '--read-secrets', '-o', 'json']);
    const { verdicts, findings } = JSON.parse(out) as {
      readonly verdicts: readonly { readonly object: { readonly kind: string }; readonly generated?: unknown }[];
      readonly findings: readonly {
        readonly check: string;
        readonly because: readonly string[];
        readonly evidence: object;
      }[];
    };
    expect(verdicts.map(({ object, generated: jobs }) => [object.kind, jobs])).toEqual([
      ['ServiceMonitor', { has: [POOL], lacks: [] }],
      ['PodMonitor', { has: [], lacks: ['podMonitor/shop/pods/0'] }],
      ['PrometheusRule', undefined],
    ]);
    const [mismatch] = findings.filter(({ check }) => check === 'label-mismatch');
    expect(mismatch?.because.at(-1)).toBe('generated configuration: has not job podMonitor/shop/pods/0');
    expect(mismatch?.evidence).toMatchObject({ generated: 'has not' });
    const text = await onCluster(objects, ['check', '--read-secrets', '-v']);
    expect(text.out).toContain('  generated configuration: has the jobs of 1 of 1 monitor taken\n');
    expect(text.out.replaceAll(/\s+/g, ' ')).toContain(`generated configuration: has ${POOL} `);
  });

  it('tells that the operator wrote something else, and that nothing comes of the object', async () => {
    const objects = [...HEALTHY, generated('monitoring/prometheus-k8s')];
    const { code, out } = await onCluster(objects, ['check', '--read-secrets', '-o', 'json', '--fail-on', 'warning']);
    const { verdicts, findings } = JSON.parse(out) as Readonly<Record<string, readonly object[]>>;
    expect(code).toBe(1);
    expect(verdicts).toMatchObject([{ verdict: 'selected', effective: false, checks: ['binding-disagrees'] }]);
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'binding-disagrees', evidence: expect.objectContaining({ lacks: [POOL] }) }),
    );
  });

  it('is never fine where the Secret may not be read, and names the right', async () => {
    const objects = [...HEALTHY, generated('monitoring/prometheus-k8s', POOL)];
    const may = (asked: string): boolean => !asked.includes('/secrets');
    const { code, out } = await onCluster(objects, ['check', '--read-secrets'], may);
    expect(code).toBe(3);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('Not allowed to get Secret prometheus-k8s');
    expect(out).toContain('promwire rbac check --read-secrets prints the rights');
  });

  it.each<[string, readonly KubeObject[], string]>([
    ['missing', [], 'There is no Secret prometheus-k8s in namespace monitoring'],
    ['empty', [secret('monitoring/prometheus-k8s', '')], 'is empty'],
    ['no gzip', [secret('monitoring/prometheus-k8s', Buffer.from(PASSWORD).toString('base64'))], 'not gzip'],
  ])('is never fine where the Secret is %s', async (_name, more, words) => {
    const { code, out, err } = await onCluster([...HEALTHY, ...more], ['check', '--read-secrets']);
    expect(code).toBe(3);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(words);
    expect(out + err).not.toContain(PASSWORD);
  });

  it('hangs no question about a rule on it', async () => {
    const objects = [...HEALTHY, prometheusRule('shop/rules')];
    const { code } = await onCluster(objects, ['check', 'prometheusrule/rules', '-n', 'shop', '--read-secrets']);
    expect(code).toBe(0);
  });

  it('asks for the Secret of each stack that has one, or of --stack alone', async () => {
    const unmanaged = {
      serviceMonitorSelector: undefined,
      podMonitorSelector: undefined,
      probeSelector: undefined,
      scrapeConfigSelector: undefined,
    };
    const objects = [
      ...HEALTHY,
      agent('monitoring/agent'),
      thanosRuler('monitoring/ruler'),
      prometheus('monitoring/alone', unmanaged),
      generated('monitoring/prometheus-k8s', POOL),
      generated('monitoring/prom-agent-agent', POOL),
    ];
    const all = await onCluster(objects, ['check', '--read-secrets']);
    expect(secrets(all.asked).toSorted()).toEqual([
      'get monitoring/secrets/prom-agent-agent',
      'get monitoring/secrets/prometheus-k8s',
    ]);
    const one = await onCluster(objects, ['check', '--read-secrets', '--stack', 'monitoring/k8s']);
    expect(secrets(one.asked)).toEqual(['get monitoring/secrets/prometheus-k8s']);
  });

  it.each(FORMS)("prints nothing of the Secret but names of monitors' jobs: %s", async (form) => {
    const objects = [...HEALTHY, generated('monitoring/prometheus-k8s', 'serviceMonitor/shop/other/0')];
    const { out, err } = await onCluster(objects, ['check', '--read-secrets', '-v', '-o', form]);
    expect(out).not.toBe('');
    for (const text of [PASSWORD, Buffer.from(PASSWORD).toString('base64'), 'basic_auth', 'H4sI'])
      expect(out + err).not.toContain(text);
  });

  it('is refused beside files', async () => {
    const { code, err } = await run(['check', '--read-secrets', '--from', '.']);
    expect([code, err]).toEqual([2, expect.stringContaining('--read-secrets with --from')]);
  });
});

describe('rbac check --read-secrets', () => {
  interface Rule {
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
    readonly resourceNames?: readonly string[];
  }
  const rules = async (...argv: readonly string[]): Promise<readonly (readonly Rule[])[]> => {
    const { code, out } = await run(['rbac', 'check', ...argv]);
    expect(code).toBe(0);
    return parseAllDocuments(out).map((document) => (document.toJS() as { readonly rules: readonly Rule[] }).rules);
  };
  const ofSecrets = (role: readonly Rule[] = []): readonly Rule[] =>
    role.filter(({ resources }) => resources.includes('secrets'));

  it('asks for one Secret by name where Prometheus runs, and for no other', async () => {
    const [, , stacks] = await rules('-n', 'shop', '--read-secrets', '--stack', 'monitoring/k8s');
    expect(ofSecrets(stacks)).toEqual([
      {
        apiGroups: [''],
        resources: ['secrets'],
        verbs: ['get'],
        resourceNames: ['prometheus-k8s', 'prom-agent-k8s', 'alertmanager-k8s'],
      },
    ]);
  });

  it('asks for get alone where the name is not known, and says how to ask for less', async () => {
    const [, , stacks] = await rules('-n', 'shop', '--read-secrets');
    expect(ofSecrets(stacks)).toMatchObject([{ verbs: ['get'] }]);
    expect((await run(['rbac', 'check', '-n', 'shop', '--read-secrets'])).err).toContain('With --stack NS/NAME');
  });

  it('asks for nothing there without the flag, and for nothing more without a namespace', async () => {
    const [, , stacks] = await rules('-n', 'shop');
    expect(ofSecrets(stacks)).toEqual([]);
    expect(await rules('--read-secrets')).toEqual(await rules());
  });

  it('exactly these rights are enough', async () => {
    const [role, cluster, stacks] = await rules('-n', 'shop', '--read-secrets', '--stack', 'monitoring/k8s');
    const words = (given: readonly Rule[] = [], where: string): readonly string[] =>
      given.flatMap(({ resources, verbs, resourceNames = [''] }) =>
        resources.flatMap((resource) =>
          verbs.flatMap((verb) => resourceNames.map((name) => `${verb} ${where}/${resource}${name && `/${name}`}`)),
        ),
      );
    const may = [...words(role, 'shop'), ...words(cluster, ''), ...words(stacks, 'monitoring')];
    const objects = [...HEALTHY, generated('monitoring/prometheus-k8s', POOL)];
    const { code, out } = await onCluster(objects, ['check', '-n', 'shop', '--read-secrets'], (asked) =>
      may.includes(asked),
    );
    expect([code, out]).toEqual([0, expect.stringContaining(`has ${POOL}`)]);
  });

  it.each([
    [['setup', '--read-secrets']],
    [['check', '--stack', 'monitoring/k8s']],
    [['check', '--read-secrets', '--stack', 'monitoring/K 8']],
  ])('refuses %j', async (argv) => {
    expect((await run(['rbac', ...argv])).code).toBe(2);
  });
});
