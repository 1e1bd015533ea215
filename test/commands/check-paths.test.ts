import { describe, expect, it } from '@jest/globals';
import { pathsTo } from '../../src/judge/paths.ts';
import { report } from '../../src/judge/report.ts';
import type { KubeObject, StackObservation } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
import { pathsText } from '../../src/render/text/paths.ts';
import { reportJson } from '../../src/render/report-json.ts';
import { plain } from '../../src/render/text/style.ts';
import { refOf } from '../../src/kube/refs.ts';
import { check, yamlOf } from './ask.ts';
import { instance, observed, target } from '../checks/observed.ts';
import type { Sight } from '../worlds.ts';
import {
  analysis,
  endpoints,
  mayDiscover,
  operator,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
  workload,
} from '../worlds.ts';

const k8s = prometheus('monitoring/k8s');
const web = service('shop/web');
const wired = [web, endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')];
const around = [k8s, operator(), ...mayDiscover, ...wired];

/** The answer to `check service/web`, and its paths. */
function asked(objects: readonly KubeObject[], live: readonly StackObservation[] = [], sight: Sight = {}) {
  const paths = pathsTo(analysis(objects, sight, live), web);
  return { paths, text: pathsText({ subject: refOf(web), paths }, plain) };
}

const dropping = serviceMonitor('shop/drop', {
  endpoints: [
    {
      port: 'http',
      relabelings: [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_label_app'], regex: 'webb' }],
    },
  ],
});

describe('a way on which targets are found', () => {
  it('scrapes nothing where a relabeling drops them all', () => {
    const { paths, text } = asked([...around, dropping]);
    expect(paths).toMatchObject([{ state: 'blocked', targets: 1, checks: ['relabel-drops-all'] }]);
    expect(text).toContain('scraped by nobody');
    expect(text).toMatch(/no +ServiceMonitor shop\/drop [^]*relabel-drops-all/);
  });

  it('says so of one Pod, where the others are kept', () => {
    const only = podMonitor('shop/only', {
      podMetricsEndpoints: [
        {
          port: 'http',
          relabelings: [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_name'], regex: 'web-1' }],
        },
      ],
    });
    const [kept, dropped] = [pod('shop/web-1', '10.0.0.1'), pod('shop/web-2', '10.0.0.2')];
    const analysed = analysis([prometheus('monitoring/k8s'), operator(), ...mayDiscover, only, kept, dropped]);
    expect(pathsTo(analysed, kept)).toMatchObject([{ state: 'scraped', targets: 1 }]);
    expect(pathsTo(analysed, dropped)).toMatchObject([{ state: 'blocked', why: ['its relabelings drop it'] }]);
  });

  it('leads to a Pod that the Endpoints name and the selector of their Service does not take', () => {
    const own = pod('shop/web-1', '10.0.0.1');
    const analysed = analysis([
      prometheus('monitoring/k8s'),
      operator(),
      ...mayDiscover,
      serviceMonitor('shop/web'),
      service('shop/web', { selector: null }),
      endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
      own,
    ]);
    expect(pathsTo(analysed, own)).toMatchObject([{ state: 'scraped', targets: 1 }]);
  });

  it('says so in the verdict and on the wire', () => {
    const json = reportJson(report(analysis([...around, dropping]), clusterChecks), { verdicts: 'all' });
    expect(json).toMatchObject({
      verdicts: [{ verdict: 'selected', effective: false, checks: ['relabel-drops-all'] }],
      wires: [{ found: 1, brokenAt: 'relabelings' }],
    });
  });

  it('is not a success while every target is down, and tells the share that is', () => {
    const monitor = serviceMonitor('shop/web');
    const down = asked([...around, monitor], observed(instance({ targets: [target('connection refused')] })));
    expect(down.paths).toMatchObject([{ state: 'down', down: 1 }]);
    expect(down.text).toMatch(/^.*every target of it is down, so nothing is scraped\n +no +.*1 target, down/);
    const up = asked([...around, monitor], observed(instance({ targets: [target()] })));
    expect(up.text).toMatch(/yes +.*: 1 target$/m);
    const two = [
      ...around.filter(({ kind }) => kind !== 'Endpoints'),
      endpoints('shop/web', [['10.0.0.1'], ['10.0.0.2']]),
    ];
    const half = asked(
      [...two, monitor],
      observed(instance({ targets: [target('connection refused'), target('', undefined, '10.0.0.2:8080')] })),
    );
    expect(half.text).toMatch(
      /^.*: scraped by 1 of 1 ways that could, 1 of 2 targets down\n +partly +.*: 2 targets, 1 down/,
    );
  });

  it('scrapes nothing where nothing of the stack runs', () => {
    const off = prometheus('monitoring/k8s', { replicas: 0 });
    const { paths } = asked([off, operator(), ...mayDiscover, ...wired, serviceMonitor('shop/web')]);
    expect(paths).toMatchObject([{ state: 'blocked', checks: ['prometheus-not-running'] }]);
  });
});

describe('monitors whose Prometheus cannot be seen', () => {
  const monitors = [serviceMonitor('shop/a'), serviceMonitor('shop/b')];
  const sight = { hidden: ['Prometheus', 'PrometheusAgent'] };

  it('ask for it all the same, and who takes them is unknown', () => {
    const { paths, text } = asked([...around, ...monitors], [], sight);
    expect(paths.map(({ state, stack }) => [state, stack])).toEqual([
      ['unknown', undefined],
      ['unknown', undefined],
    ]);
    expect(text).toContain('2 monitors ask for it; which Prometheus takes them is unknown');
    expect(
      asked([...around, serviceMonitor('shop/a', { selector: { matchLabels: { app: 'x' } } })], [], sight).paths,
    ).toEqual([]);
  });

  it('are taken by nobody where there surely is none', () => {
    const { paths } = asked([...wired, ...monitors]);
    expect(paths.map(({ state, checks }) => [state, ...checks])).toEqual([
      ['blocked', 'no-prometheus'],
      ['blocked', 'no-prometheus'],
    ]);
  });
});

describe('a monitor that misses', () => {
  it('says which label it asks for, and what is there', () => {
    const { text } = asked([...around, serviceMonitor('shop/near', { selector: { matchLabels: { app: 'webb' } } })]);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('it asks for app=webb, Service web has app=web');
  });

  it('says where it looks', () => {
    const { text } = asked([...around, serviceMonitor('other/far')]);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('it looks in its own namespace only, and not in shop');
  });

  it('does not say that it reaches what it only asks for', () => {
    const { text } = asked([...around, serviceMonitor('shop/port', { endpoints: [{ port: 'metrics' }] })]);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('asks for it, and scrapes nothing: port-name-mismatch');
    expect(text).not.toContain('reaches it, but');
  });
});

describe('the one line that answers a question', () => {
  it.each([['service/web'], ['alert/NoSuch']])('counts as an error where it is no: %s', async (word) => {
    const world = yamlOf([...around, serviceMonitor('shop/web', { selector: { matchLabels: { app: 'webb' } } })]);
    const { code, out } = await check(world, word, '-n', 'shop');
    expect(code).toBe(1);
    expect(out).toMatch(/^error {4}(?:Service|alert) /m);
    expect(out).toMatch(/^1 error,/m);
    const json = JSON.parse((await check(world, word, '-n', 'shop', '-o', 'json')).out) as object;
    expect(json).toMatchObject({ summary: { infos: expect.any(Number), answers: 1 } });
  });

  it('is unknown where files have nobody to ask, and nothing that is near', async () => {
    for (const word of ['metric/nope', 'service/web', 'pod/web-1', 'deployment/web']) {
      const other = serviceMonitor('shop/other', { selector: { matchLabels: { job: 'x' } } });
      const { code, out } = await check(
        yamlOf([...around, workload('shop/web', 'web:1', { app: 'web' }), other]),
        word,
        '-n',
        'shop',
      );
      expect([word, code]).toEqual([word, 3]);
      expect(out).toMatch(/^unknown {2}(?:metric|Service|Pod|Deployment) /m);
      expect(out).toMatch(/^0 errors, 0 warnings, 0 info, 1 unknown$/m);
    }
  });

  it('is none where it is yes', async () => {
    const { code, out } = await check(yamlOf([...around, serviceMonitor('shop/web')]), 'service/web', '-n', 'shop');
    expect(code).toBe(0);
    expect(out).toMatch(/^Service /m);
    expect(out).toMatch(/^0 errors,/m);
  });
});

describe('what no monitor asks for', () => {
  it('has the command that wires it in, in a cluster', () => {
    const { text } = asked(around);
    expect(text).toContain('no monitor asks for anything like it.');
    expect(text).toContain('  Fix: promwire setup service/web -n shop wires it in.\n');
    expect(pathsText({ subject: refOf(web), paths: [], planned: true }, plain)).not.toContain('promwire setup');
    expect(asked([...around, dropping]).text).not.toContain('promwire setup');
  });
});
