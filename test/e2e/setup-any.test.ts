import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { programs } from '../bed/binaries.ts';
import { startBreakable } from '../bed/breakable.ts';
import type { Program } from '../bed/kubelet-standin.ts';
import type { KubeThing } from '../bed/object.ts';
import type { Pod } from '../bed/pod.ts';
import { startComponent } from '../bed/process.ts';
import { kubePrometheusStack } from '../bed/worlds/kube-prometheus-stack.ts';
import { deployment, namespace, service } from '../bed/worlds/objects.ts';
import { everything } from './live.ts';
import type { Run } from './promwire.ts';
import { LONG, MONITORING, oneLine, oursIn, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** An application that no profile knows, with nothing that tells of metrics but the page itself. */
const LABELS = { app: 'web' };
const IMAGE = 'registry.example/web:1.0.0';
const BLACKBOX = 'quay.io/prometheus/blackbox-exporter:v0.28.0';
/** As a chart writes them, with a release of another name than the stack's. */
const CHART = {
  'app.kubernetes.io/name': 'web',
  'app.kubernetes.io/instance': 'web',
  'app.kubernetes.io/managed-by': 'Helm',
  'helm.sh/chart': 'web-1.0.0',
};

const shop = [
  namespace('shop'),
  deployment({
    namespace: 'shop',
    name: 'web',
    labels: CHART,
    podLabels: LABELS,
    containers: [{ name: 'web', image: IMAGE, ports: [{ name: 'http', containerPort: 8080 }] }],
  }),
  service({
    namespace: 'shop',
    name: 'web',
    labels: CHART,
    selector: LABELS,
    ports: [{ name: 'http', port: 80, targetPort: 'http' }],
  }),
  deployment({
    namespace: 'shop',
    name: 'worker',
    labels: { app: 'worker' },
    podLabels: { app: 'worker' },
    containers: [{ name: 'worker', image: IMAGE, ports: [{ name: 'metrics', containerPort: 9100 }] }],
  }),
  deployment({
    namespace: 'shop',
    name: 'blackbox',
    labels: { app: 'blackbox' },
    podLabels: { app: 'blackbox' },
    containers: [{ name: 'blackbox', image: BLACKBOX, ports: [{ name: 'http', containerPort: 9115 }] }],
  }),
];

const web: Program = async ({ container, address }) =>
  await startBreakable(container.ports?.[0]?.containerPort ?? 8080, address);

/** The real one. */
const blackbox: Program = async ({ address }) => {
  const dir = await mkdtemp(join(tmpdir(), 'promwire-blackbox-'));
  const config = join(dir, 'blackbox.json');
  await writeFile(config, JSON.stringify({ modules: { http_2xx: { prober: 'http' } } }));
  const component = startComponent({
    name: 'blackbox_exporter',
    command: programs().program('blackbox_exporter'),
    args: [`--config.file=${config}`, `--web.listen-address=${address}:9115`],
    logDir: dir,
  });
  return {
    stop: async () => {
      await component.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

let at: Scenario;

beforeAll(async () => {
  at = await startScenario({
    objects: [...kubePrometheusStack({ release: 'kps' }), ...shop],
    prometheus: 'kps-kube-prometheus-stack-prometheus',
    images: { [IMAGE]: web, [BLACKBOX]: blackbox },
  });
}, LONG);
afterAll(() => at.bed.stop(), LONG);

const targets = async (pool: string): Promise<readonly string[]> =>
  (await at.prometheus.targets(pool)).map(({ scrapePool, health }) => `${scrapePool} ${health}`);

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly panels?: Dashboard['panels'];
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}
/** Panels of the dashboard in the cluster for which the Prometheus has nothing. */
const panelsWithoutData = async (): Promise<readonly string[]> => {
  const made = (await at.bed.list('v1', 'ConfigMap', 'shop')).find(({ metadata: { labels } }) =>
    Object.keys(labels ?? {}).includes('grafana_dashboard'),
  );
  const texts = Object.values((made?.['data'] ?? {}) as Readonly<Record<string, string>>);
  const panels = texts.flatMap((text) =>
    (JSON.parse(text) as Dashboard).panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]),
  );
  const asked = panels.filter(({ targets = [] }) => targets.length > 0);
  expect(asked.length).toBeGreaterThan(20);
  const empty = await Promise.all(
    asked.map(async ({ title, targets = [] }) => {
      const found = await Promise.all(
        targets.map(async ({ expr }) => {
          const filled = expr.replaceAll('$__rate_interval', '1m').replaceAll(/\$(?:namespace|pod)/g, '.*');
          return (await at.prometheus.query(filled)).length;
        }),
      );
      return found.includes(0) ? [title] : [];
    }),
  );
  return empty.flat();
};

describe('an application that no profile knows', () => {
  it(
    'is wired in by its Service, until its targets are up',
    async () => {
      const { code, stdout, stderr } = await at.run('setup', 'service/web', '-n', 'shop', '--yes');
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
      expect(oneLine(stdout)).toContain('service/web serves');
      expect(await oursIn(at.bed)).toContain('ServiceMonitor shop/promwire-service-web');
      const metadata = { namespace: 'shop', name: 'promwire-service-web' };
      const monitor = await at.bed.read({ apiVersion: MONITORING, kind: 'ServiceMonitor', metadata });
      expect(monitor?.metadata.labels?.['release']).toBe('kps');
      expect(await targets('promwire-service-web')).toEqual(['serviceMonitor/shop/promwire-service-web/0 up']);
      const alerts = async (): Promise<readonly { name: string; health: string; state?: string | undefined }[]> =>
        (await at.prometheus.rules('shop-promwire-service-web')).filter(({ type }) => type === 'alerting');
      expect((await alerts()).map(({ name }) => name)).toEqual(
        expect.arrayContaining(['ServiceWebAbsent', 'ServiceWebTargetDown']),
      );
      await at.bed.waitFor(async () => (await panelsWithoutData()).length === 0, { what: 'data for every panel' });
      // Its alerts are about the series that are there.
      expect(await at.prometheus.query('up{job="web",namespace="shop"} == 1')).toHaveLength(1);
      // A rule that was evaluated before the first scrape found nothing then: it says so until it is evaluated again.
      const seen = new Set<string>();
      const quiet = async (): Promise<boolean> => {
        const now = await alerts();
        for (const { name, state } of now) if (state === 'firing') seen.add(name);
        return now.every(({ health, state }) => health === 'ok' && state === 'inactive');
      };
      await at.bed.waitFor(quiet, { what: 'rules that are evaluated and silent' });
      expect([...seen]).toEqual([]);
    },
    LONG,
  );

  it(
    'is left alone by a second run, also by way of its Deployment',
    async () => {
      expect((await at.run('diff', 'service/web', '-n', 'shop')).code).toBe(0);
      expect((await at.run('diff', 'deployment/web', '-n', 'shop')).code).toBe(0);
      expect((await at.run('verify', 'service/web', '-n', 'shop')).code).toBe(0);
    },
    LONG,
  );

  it(
    'is wired in by a PodMonitor where no Service leads to it',
    async () => {
      const { code, stdout, stderr } = await at.run('setup', 'deployment/worker', '-n', 'shop', '--yes');
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
      expect(await oursIn(at.bed)).toContain('PodMonitor shop/promwire-deployment-worker');
      expect(await targets('promwire-deployment-worker')).toEqual(['podMonitor/shop/promwire-deployment-worker/0 up']);
      expect(await at.prometheus.query('up{job="shop/promwire-deployment-worker"} == 1')).toHaveLength(1);
    },
    LONG,
  );

  it(
    'is as before after uninstall, each by itself, as an uninstall without a name tells',
    async () => {
      const bare = await at.run('uninstall', '--yes');
      expect(bare).toMatchObject({ code: 0 });
      expect(bare.stderr).toContain('promwire uninstall deployment/worker -n shop\n');
      expect(bare.stderr).toContain('promwire uninstall service/web -n shop\n');
      expect((await at.run('uninstall', 'deployment/web', '-n', 'shop', '--yes')).code).toBe(0);
      const left = await oursIn(at.bed);
      expect(left).not.toContain('ServiceMonitor shop/promwire-service-web');
      expect(left).toContain('PodMonitor shop/promwire-deployment-worker');
      expect((await at.run('uninstall', 'deployment/worker', '-n', 'shop', '--yes')).code).toBe(0);
      expect(await everything(at.bed)).toEqual(at.before);
    },
    LONG,
  );
});

describe('a profile file of it', () => {
  interface Edited {
    readonly scrape: { interval: string };
    readonly settings: Readonly<Record<string, { value: unknown }>>;
    alerts: { name: string; expr: string; severity: string }[];
  }
  const FOLDER = join(tmpdir(), `promwire-profile-${process.pid}`);
  const FILE = join(FOLDER, 'web.yaml');
  const edit = async (text: string, change: (profile: Edited) => void): Promise<readonly string[]> => {
    const profile = parse(text) as Edited;
    change(profile);
    await writeFile(FILE, stringify(profile));
    return profile.alerts.map(({ name }) => name);
  };
  const withProfile = async (command: string, ...more: readonly string[]): Promise<Run> =>
    await at.run(command, '--profile', FILE, ...more);
  const loaded = async (): Promise<readonly string[]> =>
    (await at.prometheus.rules('shop-promwire-service-web')).map(({ name }) => name).toSorted();

  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true });
  });
  afterAll(async () => {
    await rm(FOLDER, { recursive: true, force: true });
  });

  it(
    'is what is in effect as it was changed, and nothing is left of it after uninstall',
    async () => {
      const made = await at.run('profile', 'init', 'service/web', '-n', 'shop');
      expect(made).toMatchObject({ code: 0 });
      const names = await edit(made.stdout, (profile) => {
        profile.scrape.interval = '2s';
        Object.assign(profile.settings['slow'] ?? {}, { value: '500ms' });
        profile.alerts = profile.alerts.filter(({ name }) => name !== 'ServiceWebTargetDown');
        profile.alerts.push({
          name: 'BasketsAreHeavy',
          expr: 'shop_basket_bytes{job="<%job%>",namespace="<%namespace%>"} > 5000',
          severity: 'info',
        });
      });
      const written = await withProfile('setup', '--yes');
      expect(written).toMatchObject({ code: 0 });
      expect(await withProfile('diff')).toMatchObject({ code: 0 });
      expect(await withProfile('verify')).toMatchObject({ code: 0 });
      const waiting = /^Service/;
      const rules = await loaded();
      // What waits for a number is in the file, and not in effect.
      expect(names.filter((name) => !rules.includes(name)).every((name) => waiting.test(name))).toBe(true);
      expect(rules.filter((name) => !names.includes(name))).toEqual([]);
      expect(rules).toEqual(expect.arrayContaining(['BasketsAreHeavy', 'ServiceWebAbsent']));
      expect(rules.filter((name) => name.endsWith('Slow'))).toHaveLength(1);
      expect(rules).not.toContain('ServiceWebTargetDown');
      const metadata = { namespace: 'shop', name: 'promwire-service-web' };
      const monitor = await at.bed.read({ apiVersion: MONITORING, kind: 'ServiceMonitor', metadata });
      expect(monitor?.['spec']).toMatchObject({ endpoints: [{ interval: '2s' }] });

      // Changed again, the cluster follows.
      await edit(made.stdout, (profile) => {
        profile.alerts = profile.alerts.filter(({ name }) => name === 'ServiceWebAbsent');
      });
      expect(await withProfile('diff')).toMatchObject({ code: 1 });
      const again = await withProfile('setup', '--yes');
      expect(again).toMatchObject({ code: 0 });
      expect(await loaded()).toEqual(['ServiceWebAbsent']);
      expect(await withProfile('uninstall', '--yes')).toMatchObject({ code: 0 });
      expect(await everything(at.bed)).toEqual(at.before);
    },
    LONG,
  );
});

describe('a Probe of a real blackbox_exporter that nobody takes', () => {
  const addressOf = async (app: string): Promise<string> => {
    const pods = (await at.bed.list('v1', 'Pod', 'shop')) as readonly (KubeThing & Pod)[];
    return pods.find(({ metadata: { labels } }) => labels?.['app'] === app)?.status?.podIP ?? '';
  };

  it(
    'is taken after fix, and its target is waited for',
    async () => {
      const [prober, probed] = [await addressOf('blackbox'), await addressOf('web')];
      const probe: KubeThing = {
        apiVersion: MONITORING,
        kind: 'Probe',
        metadata: { namespace: 'shop', name: 'web' },
        spec: {
          module: 'http_2xx',
          prober: { url: `${prober}:9115` },
          targets: { staticConfig: { static: [`http://${probed}:8080/metrics`] } },
        },
      };
      await at.bed.apply([probe]);
      expect((await at.run('check', 'probe/web', '-n', 'shop')).stdout).toContain('label-mismatch');
      const { code, stdout, stderr } = await at.run('fix', 'probe/web', '-n', 'shop', '--yes');
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
      expect(oneLine(stdout)).toContain('targets of Probe shop/web: 1/1 targets up');
      expect(await targets('probe/shop/web')).toEqual(['probe/shop/web up']);
      await at.bed.waitFor(async () => (await at.prometheus.query('probe_success == 1')).length === 1, {
        what: 'a probe that succeeds',
      });
      expect((await at.run('undo', 'probe/web', '-n', 'shop', '--yes')).code).toBe(0);
      await at.bed.remove([probe]);
    },
    LONG,
  );
});
