/** Worlds in which one in some texts is evil, and what check says of them. */
import fc from 'fast-check';
import { check } from '../../src/app/check.ts';
import type { CheckReport } from '../../src/app/check.ts';
import { printReport } from '../../src/commands/kit/output.ts';
import { plain } from '../../src/render/text/style.ts';
import { project } from '../../src/io/projection/index.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { recorder } from '../commands/terminal.ts';
import { randomObjects } from '../random-worlds.ts';
import {
  agent,
  alertmanagerConfig,
  dashboard,
  grafana,
  healthy,
  holder,
  KUBERHEALTHY_2,
  mayReadMaps,
  networkPolicy,
  operator,
  podMonitor,
  probe,
  prometheus,
  prometheusRule,
  scrapeConfig,
  service,
  serviceMonitor,
  snapshot,
  thanosRuler,
} from '../worlds.ts';
import type { Meta } from '../worlds.ts';
import { plant } from './evil.ts';

const helmLabels = {
  'app.kubernetes.io/managed-by': 'Helm',
  'helm.sh/chart': 'kube-prometheus-stack-77.0.0',
  'app.kubernetes.io/instance': 'kps',
};
const byHelm = (labels: Readonly<Record<string, string>>): Meta => ({
  labels: { ...labels, ...helmLabels, 'helm.sh/chart': 'redis-1.2.3' },
  annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' },
});

/** Every kind, right or wrong; also what other owners write, and what does not run. */
const everything: readonly KubeObject[] = [
  ...healthy(),
  ...KUBERHEALTHY_2,
  agent('monitoring/agent'),
  thanosRuler('monitoring/ruler'),
  alertmanagerConfig('shop/web'),
  probe('shop/web'),
  scrapeConfig('shop/web'),
  grafana('monitoring/grafana'),
  ...mayReadMaps,
  dashboard('shop/web'),
  holder('Secret', 'shop/scrape', { token: 'x' }),
  networkPolicy('shop/none'),
  serviceMonitor('shop/of-helm', {}, byHelm({ release: 'other' })),
  prometheusRule('shop/of-helm', {}, byHelm({ release: 'other' })),
  serviceMonitor(
    'shop/of-flux',
    {},
    {
      labels: { 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'flux-system' },
    },
  ),
  serviceMonitor('shop/of-argocd', {}, { annotations: { 'argocd.argoproj.io/tracking-id': 'web:a/b:shop/of-argocd' } }),
  podMonitor(
    'shop/of-parent',
    {},
    {
      ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Widget', name: 'web', controller: true }],
    },
  ),
  serviceMonitor('shop/nowhere', { selector: { matchLabels: { app: 'none' } } }, { labels: { release: 'prometheus' } }),
  serviceMonitor(
    'shop/asleep',
    { selector: { matchLabels: { app: 'asleep' } } },
    { labels: { release: 'prometheus' } },
  ),
  service('shop/asleep', { selector: { app: 'asleep' } }, { labels: { app: 'asleep' } }),
  operator([], { path: 'monitoring/second', available: 0 }),
  prometheus('lone/k8s', { paused: true }, { labels: helmLabels }),
];
const worlds = [everything, ...fc.sample(randomObjects, { seed: 11, numRuns: 3 })];
/** One in so many of the texts of a world is evil, so that the rest still holds together. */
const EVERY = 12;

/** What check says of evil worlds; `from` goes around, so that in some world every place is evil. */
const asked = new Map<string, Promise<readonly CheckReport[]>>();
export async function reports(
  evil: (at: string) => string,
  name: string,
  keys: boolean,
): Promise<readonly CheckReport[]> {
  const id = `${name} ${keys}`;
  const known = asked.get(id);
  if (known) return await known;
  const made = Promise.all(
    worlds.flatMap((world, w) =>
      Array.from({ length: w === 0 ? EVERY : 2 }, async (_, i) => {
        const planted = plant(world, evil, { keys, every: EVERY, from: (w + i) % EVERY });
        const objects = planted.flatMap((raw) => {
          const object = project(raw, { source: 'cluster' });
          return 'invalid' in object ? [] : [object];
        });
        return await check(snapshot(objects));
      }),
    ),
  );
  asked.set(id, made);
  return await made;
}

export const FORMS = ['text', 'html', 'json', 'yaml', 'sarif', 'junit', 'github', 'prometheus'] as const;
export type Form = (typeof FORMS)[number];

/** A report in one form, at a width of the terminal. */
export async function printed(
  report: CheckReport,
  reportOutput: Form,
  verbose = false,
  width?: number,
): Promise<string> {
  const { terminal, out } = recorder();
  const flags = { reportOutput, verdicts: 'all' as const, verbose, readSecrets: false, namespace: undefined };
  const outStyle = { ...plain, ...(width === undefined ? {} : { width }) };
  await printReport({ ...terminal, outStyle }, { ...flags, single: false, byName: false }, report);
  return out();
}
