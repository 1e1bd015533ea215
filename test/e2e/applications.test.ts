/**
 * What promwire makes for real applications out of the page of each: a real Prometheus scrapes them, loads the rules and
 * is asked every query of the dashboards. All times of the alerts are divided by one number: a minute here is an hour.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DashboardSpec } from '../../src/model/index.ts';
import { familiesAt, watchApplications, type ScrapedApplication, type Watched } from '../bed/application.ts';
import { startBed, type Bed } from '../bed/bed.ts';
import { programs, type ProgramName } from '../bed/binaries.ts';
import { type Breakable, startBreakable } from '../bed/breakable.ts';
import type { KubeThing } from '../bed/object.ts';
import { startComponent, type Component } from '../bed/process.ts';
import { waitFor } from '../bed/wait.ts';
import { namespace } from '../bed/worlds/objects.ts';

const LONG = 300_000;
const PACE = { every: '1s', scale: 60 };
/** An hour of scaled time. */
const HOUR_MS = 60_000;
const HERE = '127.0.0.1';

/** Panels that have nothing to show on a machine that is well, and why. */
const EXPLAINED: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  prometheus: [[/exemplar_last_exemplars_timestamp/, 'no exemplar was stored']],
};

/** prometheus/prometheus web/web.go. */
const NATIVE = 'prometheus_http_request_duration_seconds';

/** What the reconciler works on; it fails for what says so. */
const WORK = 'work';
const work = (fails: boolean): readonly KubeThing[] =>
  ['one', 'two'].map((name) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: WORK, name },
    data: { fails: fails ? 'yes' : 'no' },
  }));

const panelsIn = ({ rows }: DashboardSpec): number => rows.reduce((sum, { panels }) => sum + panels.length, 0);

describe('real applications', () => {
  let dir: string;
  let bed: Bed;
  let watched: Watched;
  let live: Breakable;
  const components: Component[] = [];
  const began = Date.now();

  const start = async (name: ProgramName, args: readonly string[], url: string): Promise<ScrapedApplication> => {
    components.push(startComponent({ name, command: programs().program(name), args, logDir: dir }));
    await waitFor(async () => (await fetch(url)).ok, { what: url, timeoutMs: 60_000 });
    return { id: name.replaceAll('_', '-'), urls: [url], families: await familiesAt(url) };
  };

  /** What a Probe makes of blackbox_exporter: one page for each address that is probed. */
  const probe = async (target: string): Promise<ScrapedApplication> => {
    const params = { module: ['http_2xx'], target: [target] };
    const url = `http://${HERE}:20115/probe?module=http_2xx&target=${encodeURIComponent(target)}`;
    return { id: 'probe', urls: [url], families: await familiesAt(url), more: { params } };
  };

  /** Built on controller-runtime, as most operators are. */
  const reconciler = async (): Promise<ScrapedApplication> => {
    await bed.apply([namespace(WORK), ...work(false)]);
    const args = [`--kubeconfig=${bed.kubeconfig}`, `--metrics=${HERE}:20808`, `--namespace=${WORK}`];
    const made = await start('reconciler', args, `http://${HERE}:20808/metrics`);
    // Before the first object the counters have no series.
    const families = await waitFor(
      async () => {
        const now = await familiesAt(made.urls[0]!);
        return (
          now.some(({ name, labels }) => name === 'controller_runtime_reconcile_total' && labels.length > 0) && now
        );
      },
      { what: 'a reconciliation', timeoutMs: 60_000 },
    );
    return { ...made, families };
  };

  const web = async (): Promise<ScrapedApplication> => {
    live = await startBreakable(20_800);
    return { id: 'web', urls: [live.url], families: await familiesAt(live.url) };
  };

  const controllerManager = async (): Promise<ScrapedApplication> => {
    const { certificates, ca, kubeconfig } = bed;
    const url = `https://${HERE}:20257/metrics`;
    components.push(
      startComponent({
        name: 'kube-controller-manager',
        command: programs().program('kube-controller-manager'),
        logDir: dir,
        args: [
          `--kubeconfig=${kubeconfig}`,
          '--controllers=namespace-controller,endpointslice-controller',
          '--leader-elect=false',
          `--bind-address=${HERE}`,
          '--secure-port=20257',
          `--tls-cert-file=${certificates.serverCert}`,
          `--tls-private-key-file=${certificates.serverKey}`,
          '--authorization-always-allow-paths=/metrics',
        ],
      }),
    );
    const families = await waitFor(async () => await familiesAt(url, { ca }), { what: url, timeoutMs: 60_000 });
    return { id: 'kube-controller-manager', urls: [url], families, more: { tls_config: { ca_file: certificates.ca } } };
  };

  const apiServer = async (): Promise<ScrapedApplication> => {
    const url = `${bed.url}/metrics`;
    const token = bed.tokens.admin;
    const more = { authorization: { credentials: token }, tls_config: { ca_file: bed.certificates.ca } };
    return { id: 'kube-apiserver', urls: [url], families: await familiesAt(url, { ca: bed.ca, token }), more };
  };

  beforeAll(async () => {
    dir = await fs.mkdtemp(path.join(os.tmpdir(), 'promwire-applications-'));
    await fs.writeFile(
      path.join(dir, 'prometheus.json'),
      JSON.stringify({
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        scrape_configs: [{ job_name: 'self', static_configs: [{ targets: [`${HERE}:20090`] }] }],
      }),
    );
    await fs.writeFile(
      path.join(dir, 'alertmanager.json'),
      JSON.stringify({ route: { receiver: 'none' }, receivers: [{ name: 'none' }] }),
    );
    await fs.writeFile(
      path.join(dir, 'blackbox.json'),
      JSON.stringify({ modules: { http_2xx: { prober: 'http', http: { preferred_ip_protocol: 'ip4' } } } }),
    );
    bed = await startBed({ standins: false, operator: false });
    const applications = [
      await start(
        'prometheus',
        [
          `--config.file=${path.join(dir, 'prometheus.json')}`,
          `--storage.tsdb.path=${path.join(dir, 'prometheus')}`,
          `--web.listen-address=${HERE}:20090`,
        ],
        `http://${HERE}:20090/metrics`,
      ),
      await start(
        'alertmanager',
        [
          `--config.file=${path.join(dir, 'alertmanager.json')}`,
          `--storage.path=${path.join(dir, 'alertmanager')}`,
          `--web.listen-address=${HERE}:20093`,
          '--cluster.listen-address=',
        ],
        `http://${HERE}:20093/metrics`,
      ),
      await start(
        'etcd',
        [
          `--data-dir=${path.join(dir, 'etcd')}`,
          `--listen-client-urls=http://${HERE}:20379`,
          `--advertise-client-urls=http://${HERE}:20379`,
          `--listen-peer-urls=http://${HERE}:20380`,
          `--initial-advertise-peer-urls=http://${HERE}:20380`,
          `--initial-cluster=default=http://${HERE}:20380`,
          '--unsafe-no-fsync',
        ],
        `http://${HERE}:20379/metrics`,
      ),
      await start('node_exporter', [`--web.listen-address=${HERE}:20100`], `http://${HERE}:20100/metrics`),
      await start(
        'blackbox_exporter',
        [`--config.file=${path.join(dir, 'blackbox.json')}`, `--web.listen-address=${HERE}:20115`],
        `http://${HERE}:20115/metrics`,
      ),
      await probe(`http://${HERE}:20100/metrics`),
      await reconciler(),
      await web(),
      await apiServer(),
      await controllerManager(),
    ];
    // Prometheus itself has native histograms, which only protobuf carries; of those it stores no classic buckets then.
    const native = applications.map((application) =>
      application.id === 'prometheus' ? { ...application, more: { scrape_native_histograms: true } } : application,
    );
    watched = await watchApplications(native, PACE);
  }, LONG);

  afterAll(async () => {
    await watched?.stop();
    await live?.stop();
    for (const component of components.toReversed()) await component.stop();
    await bed?.stop();
    await fs.rm(dir, { recursive: true, force: true });
  }, LONG);

  const IDS = [
    'prometheus',
    'alertmanager',
    'etcd',
    'node-exporter',
    'blackbox-exporter',
    'probe',
    'reconciler',
    'web',
    'kube-apiserver',
    'kube-controller-manager',
  ];

  it('have rules that Prometheus evaluates', async () => {
    await waitFor(async () => (await watched.sick()).length === 0, {
      what: 'an evaluation of all rules',
      timeoutMs: 30_000,
    }).catch(() => undefined);
    expect(await watched.sick()).toEqual([]);
  });

  it.each(IDS)('%s: at least nine of ten panels have data, and the rest is explained', async (id) => {
    const { whole, dashboard, leftOut } = await watched.dashboard(id);
    process.stderr.write(`${id}: ${panelsIn(dashboard)} of ${panelsIn(whole)} panels in ${whole.rows.length} rows\n`);
    expect(leftOut.filter(({ refused }) => refused !== undefined)).toEqual([]);
    expect(panelsIn(dashboard) / panelsIn(whole)).toBeGreaterThanOrEqual(0.9);
    const known = EXPLAINED[id] ?? [];
    expect(
      leftOut.flatMap(({ panel, expr }) =>
        known.some(([pattern]) => pattern.test(expr)) ? [] : [`${panel}: ${expr}`],
      ),
    ).toEqual([]);
  });

  it('have native histograms in heatmaps and quantiles, where Prometheus stores no classic ones', async () => {
    expect(await watched.query(`${NATIVE}_bucket{job="prometheus"}`)).toEqual([]);
    const { dashboard } = await watched.dashboard('prometheus');
    const latency = dashboard.rows.find(({ title }) => title === 'HTTP requests')!.panels.slice(-2);
    expect(latency.map(({ kind, queries }) => [kind, queries.length])).toEqual([
      ['timeseries', 4],
      ['heatmap', 1],
    ]);
    const heatmap = latency[1]!.queries[0]!.expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.*');
    expect((await watched.query(heatmap))[0]?.value).toBe('histogram');
  });

  it(
    'raise no alert over an hour of scaled time',
    async () => {
      await delay(Math.max(0, began + HOUR_MS - Date.now()));
      expect(await watched.firing('1h')).toEqual([]);
    },
    LONG,
  );

  it(
    'raise those of each fault, and no other',
    async () => {
      const stop = async (name: string): Promise<void> => await components.find((one) => one.name === name)?.stop();
      await bed.apply(work(true));
      live.faults.errors = 1;
      process.kill(components.find(({ name }) => name === 'alertmanager')!.pid, 'SIGSTOP');
      for (const name of ['prometheus', 'etcd', 'node_exporter']) await stop(name);
      const alerts = [
        'AlertmanagerAllTargetsDown',
        'AlertmanagerScrapeTimesOut',
        'EtcdAllTargetsDown',
        'NodeExporterAllTargetsDown',
        // What is probed is gone, the prober is not.
        'ProbeProbeFails',
        'PrometheusAllTargetsDown',
        'ReconcilerReconciliationsAllFail',
        'WebHttpRequestsAllFail',
      ];
      await waitFor(async () => (await watched.firing()).length >= alerts.length, {
        what: alerts.join(),
        timeoutMs: 60_000,
      }).catch(() => undefined);
      expect(await watched.firing()).toEqual(alerts);
    },
    LONG,
  );

  it(
    'raise one when they are stopped',
    async () => {
      const down = ['BlackboxExporterAllTargetsDown', 'ProbeAllTargetsDown', 'ReconcilerAllTargetsDown'];
      for (const name of ['blackbox_exporter', 'reconciler']) await components.find((one) => one.name === name)?.stop();
      await waitFor(async () => (await watched.firing()).filter((name) => down.includes(name)).length === down.length, {
        what: down.join(),
        timeoutMs: 30_000,
      }).catch(() => undefined);
      expect(await watched.firing()).toEqual(expect.arrayContaining(down));
    },
    LONG,
  );
});
