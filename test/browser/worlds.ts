/** What the pages of the tests are about. */
import { check } from '../../src/app/check.ts';
import type { CheckReport } from '../../src/app/check.ts';
import type { KubeObject, Report } from '../../src/model/index.ts';
import { instance, observed, target } from '../checks/observed.ts';
import { finding, monitor, reportOf, stack } from '../render/reports.ts';
import * as worlds from '../worlds.ts';

const TAKEN = { labels: { release: 'prometheus' } };
const { service, serviceMonitor } = worlds;

const behind = (path: string, ips: readonly string[]): readonly KubeObject[] => {
  const [namespace = '', app = ''] = path.split('/');
  const pods = ips.map((ip, i) => [ip, `${namespace}/${app}-${i}`] as const);
  const labels = { app };
  return [
    service(path, { selector: labels }, { labels }),
    worlds.endpoints(path, pods, {}, { labels }),
    ...pods.map(([ip, name]) => worlds.pod(name, ip, { meta: { labels } })),
  ];
};

const asks = (app: string, port = 'http') => ({ selector: { matchLabels: { app } }, endpoints: [{ port }] });

/**
 * A cluster in which most is well: `shop/checkout` lacks the label, `shop/cart` asks for a port that is not there, one of two
 * targets of `payments/ledger` is down, and 12 monitors in two namespaces are fine.
 */
export async function shop(more: readonly KubeObject[] = []): Promise<CheckReport> {
  const fine = ['search', 'auth', 'gateway', 'mailer', 'stock', 'reports'];
  const paths = ['shop', 'platform'].flatMap((namespace) => fine.map((app) => `${namespace}/${app}`));
  const objects = [
    ...['monitoring', 'shop', 'payments', 'platform'].map((name) => worlds.namespace(name)),
    worlds.operator(),
    worlds.prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'prometheus' } } }),
    ...worlds.mayDiscover,
    ...worlds.alertmanagerMain(),
    serviceMonitor('shop/checkout', asks('checkout'), { labels: { release: 'monitoring' } }),
    ...behind('shop/checkout', ['10.0.1.1', '10.0.1.2']),
    serviceMonitor('shop/cart', asks('cart', 'metrics'), TAKEN),
    ...behind('shop/cart', ['10.0.2.1']),
    serviceMonitor('payments/ledger', asks('ledger'), TAKEN),
    ...behind('payments/ledger', ['10.0.3.1', '10.0.3.2']),
    ...paths.flatMap((path, i) => [
      serviceMonitor(path, asks(path.split('/')[1] ?? ''), TAKEN),
      ...behind(path, [`10.1.${i}.1`, `10.1.${i}.2`, `10.1.${i}.3`].slice(0, 1 + (i % 3))),
    ]),
    ...more,
  ];
  const up = paths.flatMap((path, i) =>
    [`10.1.${i}.1`, `10.1.${i}.2`, `10.1.${i}.3`]
      .slice(0, 1 + (i % 3))
      .map((ip) => target('', `serviceMonitor/${path}/0`, `${ip}:8080`)),
  );
  const ledger = 'serviceMonitor/payments/ledger/0';
  const said = [
    ...up,
    target('', ledger, '10.0.3.1:8080'),
    target('Get "http://10.0.3.2:8080/metrics": connection refused', ledger, '10.0.3.2:8080'),
  ];
  const live = observed(
    instance({ targets: said, jobs: [...said.map(({ pool }) => pool), 'serviceMonitor/shop/cart/0'] }),
  );
  return await check({ ...worlds.snapshot(objects), observations: { live, generated: [] } });
}

/** Made by hand: `count` monitors, ten in a namespace, of which the first `broken` are not taken. */
export function many(count: number, broken: number): Report {
  const names = Array.from({ length: count }, (_, i) => monitor(`app-${i}`, `team-${Math.floor(i / 10)}`));
  return reportOf({
    stacks: [{ ref: stack, consumes: ['ServiceMonitor'] } as unknown as Report['stacks'][number]],
    judgements: names.map((object, i) => ({
      object,
      stack,
      verdict: i < broken ? ('not-selected' as const) : ('selected' as const),
      configured: i >= broken,
      effective: i >= broken,
      by: 'selectors' as const,
      wires: [],
      causes: i < broken ? ['label-mismatch'] : [],
      gaps: [],
    })),
    wires: names.map((each, i) => ({
      monitor: each,
      stack,
      endpoint: 0,
      service: { ...each, apiVersion: 'v1', kind: 'Service' },
      port: 'http',
      targets: Array.from({ length: 1 + (i % 3) }, (_, j) => ({
        address: `10.${i % 250}.${i % 7}.${j}`,
        port: 8080,
        ready: true,
        health: 'up' as const,
      })),
    })),
    findings: names.slice(0, broken).map((object) =>
      finding({
        object,
        summary: `Prometheus monitoring/k8s does not select ServiceMonitor ${object.name}: the labels differ.`,
      }),
    ),
  });
}
