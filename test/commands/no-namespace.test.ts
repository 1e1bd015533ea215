import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { check, inFolder, run, write } from './ask.ts';

/* Files whose objects name no namespace: unknown fits any, is printed as it is, and is no error. */

const STACK = `---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: main, namespace: monitoring}
spec: {serviceAccountName: prom, serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: prom}
rules: [{apiGroups: [''], resources: [services, endpoints, pods], verbs: [get, list, watch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: prom}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: prom}
subjects: [{kind: ServiceAccount, name: prom, namespace: monitoring}]
`;
const OWN = STACK.replace(', serviceMonitorNamespaceSelector: {}', '');
const OPERATOR = `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: operator, namespace: monitoring}
spec:
  template:
    spec:
      containers:
        - {name: prometheus-operator, image: 'quay.io/prometheus-operator/prometheus-operator:v0.93.0', args: [--namespaces=shop, --prometheus-instance-namespaces=monitoring]}
`;
const at = (namespace: string | undefined): string => (namespace === undefined ? '' : `, namespace: ${namespace}`);
const monitor = (namespace?: string, port = 'http', name = 'web'): string => `---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: ${name}${at(namespace)}}
spec: {selector: {matchLabels: {app: web}}, endpoints: [{port: ${port}}]}
`;
const service = (namespace?: string): string => `---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}${at(namespace)}}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
`;
const deployment = (namespace?: string): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web${at(namespace)}}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: b, ports: [{name: http, containerPort: 80}]}]}}}
`;
const FINE = '0 errors, 0 warnings, 0 info, 0 unknown\n';

describe('objects that name no namespace', () => {
  it.each([
    ['a monitor beside a Service in one', STACK + monitor() + service('shop') + deployment('shop')],
    ['a Service beside a monitor in one', STACK + monitor('shop') + service() + deployment()],
    ['a Service beside its pods in one', STACK + monitor() + service() + deployment('shop')],
    ['a monitor alone, beside a stack that looks in its own namespace', OWN + monitor()],
    ['a monitor that asks a Service in one for another port', STACK + monitor(undefined, 'metrics') + service('shop')],
    [
      'one that has the Service of another monitor in reach',
      STACK + monitor('shop') + monitor(undefined, 'http', 'mine') + service('shop') + deployment('shop'),
    ],
    ['a stack whose monitors are in one', OWN.replace(', namespace: monitoring', '') + monitor('shop')],
    ['a monitor beside an operator that looks into some only', STACK + OPERATOR + monitor() + service() + deployment()],
  ])('are no error: %s', async (_what, text) => {
    const { code, out } = await check(text);
    expect(out).toContain(FINE);
    expect(code).toBe(0);
  });

  it('are shown under the names that they have', async () => {
    const { out, err } = await check(STACK + monitor() + service() + deployment(), '-v');
    expect(out).toContain('taken      ServiceMonitor web: 1 target');
    expect(err).toContain('3 objects name no namespace, and nothing tells in which they will be');
    const json = JSON.parse((await check(STACK + monitor(), '-o', 'json')).out) as {
      verdicts: readonly { object: object }[];
    };
    expect(json.verdicts.map(({ object }) => object)).toEqual([
      { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', name: 'web' },
    ]);
  });

  it('are what is wrong with them all the same', async () => {
    const { code, out } = await check(STACK + monitor(undefined, 'metrics') + service() + deployment());
    expect([code, out]).toEqual([1, expect.stringContaining('ServiceMonitor web asks for port "metrics"')]);
  });

  it('are found by questions', async () => {
    const text = STACK + monitor(undefined, 'metrics') + service() + deployment();
    expect((await check(text, 'servicemonitor/web')).out).toContain('port-name-mismatch');
    const asked = await check(STACK + monitor() + service('shop') + deployment('shop'), 'service/web');
    expect([asked.code, asked.out]).toEqual([0, expect.stringContaining('would be scraped by 1 of 1')]);
  });

  it('are not known to be scraped where nothing tells', async () => {
    const noPods = await check(STACK + monitor() + service('shop'), 'service/web');
    expect([noPods.code, noPods.out]).toEqual([3, expect.stringContaining('whether it reaches it is not known')]);
  });
});

describe('what generate makes of a chart that names none', () => {
  const CHART = `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: kuberhealthy}
spec: {template: {metadata: {labels: {app: kuberhealthy}}, spec: {containers: [{name: kuberhealthy, image: 'docker.io/kuberhealthy/kuberhealthy:v3.0.1', ports: [{name: http, containerPort: 8080}]}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: kuberhealthy, labels: {app: kuberhealthy}}
spec: {selector: {app: kuberhealthy}, ports: [{name: http, port: 80, targetPort: http}]}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: kuberhealthy}
spec: {selector: {matchLabels: {app: kuberhealthy}}, endpoints: [{port: http}]}
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: kuberhealthy}
spec: {groups: [{name: a, rules: [{alert: Failing, expr: kuberhealthy_check == 0}]}]}
`;
  const wants = STACK.replace(
    'serviceMonitorSelector: {}',
    'ruleNamespaceSelector: {}, ruleSelector: {matchLabels: {release: kps}}, serviceMonitorSelector: {matchLabels: {release: kps}}',
  );

  it('leaves its monitor and rules idle', async () => {
    expect((await check(wants + CHART)).out).toContain('2 errors');
    await inFolder(async (folder) => {
      const from = ['--from', write(folder, 'a.yaml', wants + CHART)];
      const made = join(folder, 'made');
      expect((await run(['generate', ...from, '--out', made])).code).toBe(0);
      const { code, out } = await run(['check', ...from, '--from', made]);
      expect([code, out]).toEqual([0, expect.stringContaining('0 errors, 1 warning, 2 info, 0 unknown')]);
      expect(out.match(/idle:/g)).toHaveLength(2);
    });
  });
});

describe('--default-namespace', () => {
  const text = STACK + monitor() + service('shop') + deployment('shop');

  it('puts them there, and looks at the others too', async () => {
    const { code, out, err } = await check(text, '--default-namespace', 'shop', '-v');
    expect([code, err]).toEqual([0, expect.stringContaining('taken to be in shop')]);
    expect(out).toContain('taken      ServiceMonitor shop/web: 1 target');
  });

  it('counts before -n', async () => {
    const { out } = await check(text, '--default-namespace', 'shop', '-n', 'monitoring', '-v');
    expect(out).not.toContain('ServiceMonitor monitoring/web');
  });

  it('is of snapshot and generate, too', async () => {
    await inFolder(async (folder) => {
      const path = write(folder, 'a.yaml', monitor());
      const { out } = await run(['snapshot', '--from', path, '--default-namespace', 'shop']);
      expect(out).toContain('namespace: shop');
      expect((await run(['generate', '--default-namespace', 'shop'])).err).toContain('goes with --from');
    });
  });

  it.each([
    [['check', '--default-namespace', 'shop'], '--default-namespace goes with --from'],
    [['snapshot', '--default-namespace', 'shop'], '--default-namespace goes with --from'],
    [['check', '--from', '-', '--default-namespace', 'Shop_1'], '--default-namespace "Shop_1": not possible'],
  ])('is refused: %j', async (words, message) => {
    const { code, err } = await run(words);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });

  it('leaves a snapshot as it was written: what named none is not known still', async () => {
    await inFolder(async (folder) => {
      const { out } = await run(['snapshot', '--from', write(folder, 'a.yaml', STACK + monitor())]);
      const again = await run(['check', '--from', write(folder, 'b.yaml', out), '-v']);
      expect([again.code, again.out]).toEqual([0, expect.stringContaining('taken      ServiceMonitor web')]);
    });
  });
});
