import { describe, expect, it } from '@jest/globals';
import { withOwner } from '../../src/judge/owned.ts';
import { report } from '../../src/judge/report.ts';
import { clusterChecks } from '../../src/registry.ts';
import type { Finding, KubeObject } from '../../src/model/index.ts';
import {
  analysis,
  dashboard,
  grafana,
  kube,
  mayReadMaps,
  namespace,
  operator,
  prometheus,
  prometheusRule,
  serviceMonitor,
} from '../worlds.ts';
import type { Meta } from '../worlds.ts';

const selector = { matchLabels: { release: 'kps' } };
const stack = prometheus('monitoring/k8s', { serviceMonitorSelector: selector, podMonitorSelector: selector });

const finding = (...objects: readonly KubeObject[]): Finding => {
  const found = report(analysis(objects), clusterChecks).findings.find(
    ({ severity, check }) => severity === 'error' && check !== 'operator-not-running',
  );
  if (!found) throw new Error('nothing is found');
  return found;
};

const monitor = (meta: Meta, template?: string): KubeObject => ({
  ...serviceMonitor('shop/web', {}, meta),
  ...(template === undefined ? {} : { template }),
});

const helm = (chart: string): Meta => ({
  labels: { 'helm.sh/chart': chart, 'app.kubernetes.io/instance': 'web', 'app.kubernetes.io/managed-by': 'Helm' },
});

describe('the remedy of a label', () => {
  it('is the line to paste, and the own switch of the stack', () => {
    const ofChart = { ...stack, metadata: { ...stack.metadata, name: 'kps-kube-prometheus-stack-prometheus' } };
    const { remedy, commands, instead } = finding(ofChart, monitor(helm('cert-manager-v1.18.2')));
    expect(remedy).toContain('Set release: kps through the value of its Helm chart');
    expect(commands).toEqual([
      'helm upgrade web cert-manager -n shop --version v1.18.2 --reset-then-reuse-values --set prometheus.servicemonitor.labels.release=kps',
    ]);
    expect(instead).toEqual([
      {
        text: 'open the selector, so that every ServiceMonitor of the cluster is taken (of those seen, 1 more than now). VERSION: helm list -n monitoring names it.',
        command:
          'helm upgrade kps prometheus-community/kube-prometheus-stack -n monitoring --version VERSION --reset-then-reuse-values --set prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues=false',
      },
    ]);
  });

  it('has the own switch of the stack as a second way for what nobody owns, with how many it takes', () => {
    const taken = serviceMonitor('shop/taken', {}, { labels: { release: 'kps' } });
    const others = ['a', 'b'].map((name) => serviceMonitor(`shop/${name}`));
    const plain = monitor({});
    const fromChart = {
      ...stack,
      metadata: {
        ...stack.metadata,
        labels: {
          app: 'kube-prometheus-stack-prometheus',
          chart: 'kube-prometheus-stack-79.5.0',
          release: 'kps',
          heritage: 'Helm',
        },
      },
    };
    const { remedy, instead, fix } = finding(fromChart, plain, taken, ...others);
    expect(remedy).toMatch(/^Set release: kps in metadata.labels of ServiceMonitor shop\/\w+\.$/);
    expect(fix?.kind).toBe('labels');
    expect(instead).toEqual([
      {
        text: 'open the selector, so that every ServiceMonitor of the cluster is taken (of those seen, 3 more than now).',
        command:
          'helm upgrade kps prometheus-community/kube-prometheus-stack -n monitoring --version 79.5.0 --reset-then-reuse-values --set prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues=false',
      },
    ]);
  });

  it('has the field of the stack where no chart is known, and its owner', () => {
    const byTeam = { serviceMonitorSelector: { matchLabels: { team: 'a' } } };
    expect(finding(prometheus('monitoring/k8s', byTeam), monitor({})).instead).toEqual([
      {
        text: 'set spec.serviceMonitorSelector: {} of Prometheus monitoring/k8s, so that every ServiceMonitor of the cluster is taken (of those seen, 1 more than now).',
      },
    ]);
    const tracked = { annotations: { 'argocd.argoproj.io/tracking-id': 'obs:x' }, labels: {} };
    const inGit = prometheus('monitoring/k8s', byTeam);
    const found = finding({ ...inGit, metadata: { ...inGit.metadata, ...tracked } }, monitor({}));
    expect(found.instead?.[0]?.text).toContain('have Argo CD application obs set spec.serviceMonitorSelector: {}');
  });

  it.each([
    ['prometheus-operator-prometheus', 'prometheus-operator-8.5.0', 'prometheus-operator'],
    ['rancher-monitoring-prometheus', 'rancher-monitoring-105.1.0', 'rancher-monitoring'],
  ])('knows %s as a stack with the same values', (app, chart, name) => {
    const labels = { app, chart, release: 'kps', heritage: 'Helm' };
    const old = { ...stack, metadata: { ...stack.metadata, labels } };
    expect(finding(old, monitor({})).instead?.[0]?.command).toContain(
      `helm upgrade kps ${name} -n monitoring --version ${chart.slice(name.length + 1)} --reset-then-reuse-values`,
    );
  });

  it('has the field of a stack of another chart, and whose it is', () => {
    const labels = { 'helm.sh/chart': 'kube-prometheus-9.0.0', 'app.kubernetes.io/instance': 'bn' };
    const other = { ...stack, metadata: { ...stack.metadata, labels } };
    expect(finding(other, monitor({})).instead).toEqual([
      {
        text: 'have Helm release bn in namespace monitoring set spec.serviceMonitorSelector: {} of Prometheus monitoring/k8s, so that every ServiceMonitor of the cluster is taken (of those seen, 1 more than now).',
      },
    ]);
  });

  it('has the field of a stack that nothing of Helm is on, though one selector is as the chart writes it', () => {
    expect(finding(stack, monitor({})).instead).toEqual([
      {
        text: 'set spec.serviceMonitorSelector: {} of Prometheus monitoring/k8s, so that every ServiceMonitor of the cluster is taken (of those seen, 1 more than now).',
      },
    ]);
  });

  it('has the command of the chart where all selectors are as the chart writes them', () => {
    const release = { matchLabels: { release: 'kps' } };
    const whole = prometheus('monitoring/k8s', {
      serviceMonitorSelector: release,
      podMonitorSelector: release,
      ruleSelector: release,
    });
    expect(finding(whole, monitor({})).instead?.[0]?.command).toContain(
      '--set prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues=false',
    );
    const own = prometheus('monitoring/k8s', {
      serviceMonitorSelector: release,
      podMonitorSelector: {},
      ruleSelector: release,
    });
    expect(finding(own, monitor({})).instead?.[0]?.command).toBeUndefined();
  });

  it('takes the first selector of rules for the default of an old chart', () => {
    const rule = prometheusRule('shop/sums');
    const old = prometheus('monitoring/k8s', {
      ruleSelector: { matchLabels: { app: 'kube-prometheus-stack', release: 'kps' } },
      ruleNamespaceSelector: {},
    });
    expect(finding(old, rule).instead?.[0]?.command).toBe(
      'helm upgrade kps prometheus-community/kube-prometheus-stack -n monitoring --version VERSION --reset-then-reuse-values --set prometheus.prometheusSpec.ruleSelectorNilUsesHelmValues=false',
    );
  });

  it('takes back a selector that somebody has set, where the release is another', () => {
    const named = {
      ...stack,
      metadata: {
        ...stack.metadata,
        annotations: { 'meta.helm.sh/release-name': 'mine' },
        labels: { app: 'kube-prometheus-stack-prometheus' },
      },
    };
    expect(finding(named, monitor(helm('cert-manager-v1.18.2'))).instead?.[0]?.command).toBe(
      'helm upgrade mine prometheus-community/kube-prometheus-stack -n monitoring --version VERSION --reset-then-reuse-values --set prometheus.prometheusSpec.serviceMonitorSelector=null --set prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues=false',
    );
  });

  it('says that a chart has no value, and how that of an unknown chart is found', () => {
    const none = finding(stack, monitor(helm('longhorn-1.6.1')));
    expect(none.remedy).toContain('longhorn 1.6.1 has no value');
    expect(none.commands).toBeUndefined();
    expect(finding(stack, monitor(helm('my-own-1.0.0'))).commands).toEqual([
      'helm get values web -n shop --all | grep -n -i -A5 servicemonitor',
    ]);
  });

  it('puts the value of a sub-chart under its name, in the release that is installed', () => {
    const { commands } = finding(
      stack,
      monitor(helm('grafana-9.0.0'), 'kube-prometheus-stack/charts/grafana/templates/servicemonitor.yaml'),
    );
    expect(commands).toEqual([
      'helm upgrade web prometheus-community/kube-prometheus-stack -n shop --version VERSION --reset-then-reuse-values --set grafana.serviceMonitor.labels.release=kps',
    ]);
  });

  it('knows a sub-chart in a cluster by the other objects of the release', () => {
    const other = serviceMonitor(
      'shop/operator',
      {},
      {
        ...helm('kube-prometheus-stack-80.0.0'),
        labels: { ...helm('kube-prometheus-stack-80.0.0').labels, release: 'kps' },
      },
    );
    expect(finding(stack, other, monitor(helm('grafana-9.0.0'))).commands?.[0]).toContain(
      'helm upgrade web prometheus-community/kube-prometheus-stack -n shop --version VERSION --reset-then-reuse-values --set grafana.serviceMonitor.labels.release=kps',
    );
  });

  it('prints no command with a name that is none', () => {
    const meta = helm('cert-manager-v1.18.2');
    const { remedy, commands } = finding(
      stack,
      monitor({ labels: { ...meta.labels, 'app.kubernetes.io/instance': '$(reboot)' } }),
    );
    expect(commands).toBeUndefined();
    expect(remedy).toContain('No command is printed');
  });

  it('leaves out of a command what nothing can be called, whatever files call it', () => {
    const dead = operator([], { path: '$(reboot)/$(halt)', available: 0 });
    const { findings } = report(analysis([stack, dead, monitor({})]), clusterChecks);
    const { remedy = '' } = findings.find(({ check }) => check === 'operator-not-running') ?? {};
    expect(remedy).toContain(
      'kubectl describe deployment -n NAMESPACE NAME # NAMESPACE, NAME: not printed, since they are no valid names',
    );
  });

  it('offers setup only where a profile knows the application', () => {
    const { remedy, instead } = finding(stack, monitor(helm('cert-manager-v1.18.2')));
    expect(JSON.stringify([remedy, instead])).not.toContain('promwire setup');
  });

  it('names the field of the parent that reaches the object', () => {
    const owned = kube({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: {
        namespace: 'db',
        name: 'till',
        ownerReferences: [
          { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', name: 'till', uid: '1', controller: true },
        ],
      },
      spec: { selector: {}, podMetricsEndpoints: [{ port: 'metrics' }] },
    });
    const { remedy, instead } = finding(stack, owned);
    expect(remedy).toContain('Set spec.inheritedMetadata.labels.release: kps in Cluster till');
    expect(JSON.stringify(instead)).toContain('spec.monitoring.enablePodMonitor: false');
  });

  it('is in the source of Argo CD, and says what tracking by label does', () => {
    const tracked = { annotations: { 'argocd.argoproj.io/tracking-id': 'till:x' } };
    expect(finding(stack, monitor(tracked)).remedy).toBe(
      'Set release: kps in the source of Argo CD application till: a change of the live object would be undone.',
    );
    const byInstance = prometheus('monitoring/k8s', {
      serviceMonitorSelector: { matchLabels: { 'app.kubernetes.io/instance': 'kps' } },
    });
    expect(finding(byInstance, monitor(tracked)).remedy).toContain('application.resourceTrackingMethod: annotation');
  });
});

describe('another remedy', () => {
  it('is the value of the chart, where a field of the stack is at fault', () => {
    const labels = {
      app: 'kube-prometheus-stack-alertmanager',
      chart: 'kube-prometheus-stack-79.5.0',
      release: 'kps',
      heritage: 'Helm',
    };
    const closed = kube({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Alertmanager',
      metadata: { namespace: 'monitoring', name: 'main', labels },
      spec: { alertmanagerConfigNamespaceSelector: {} },
    });
    const routes = kube({
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'AlertmanagerConfig',
      metadata: { namespace: 'shop', name: 'night' },
      spec: { receivers: [{ name: 'pager' }], route: { receiver: 'pager' } },
    });
    const { remedy, commands } = finding(closed, routes);
    expect(remedy).toContain('Alertmanager monitoring/main is from Helm release kps in namespace monitoring');
    expect(commands).toEqual([
      "helm upgrade kps prometheus-community/kube-prometheus-stack -n monitoring --version 79.5.0 --reset-then-reuse-values --set-json 'alertmanager.alertmanagerSpec.alertmanagerConfigSelector={}'",
    ]);
    const marked = kube({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { namespace: 'monitoring', name: 'k8s', labels },
      spec: { serviceMonitorSelector: {}, ruleNamespaceSelector: {} },
    });
    const rule = prometheusRule('shop/sums');
    expect(finding(marked, rule).commands?.[0]).toMatch(
      /--set-json 'prometheus.prometheusSpec.ruleSelector=\{\}' --set prometheus.prometheusSpec.ruleSelectorNilUsesHelmValues=false$/,
    );
  });

  it('is the value of a sub-chart, where the sidecar of its Grafana looks elsewhere', () => {
    const labels = {
      'app.kubernetes.io/instance': 'kps',
      'app.kubernetes.io/managed-by': 'Helm',
      'helm.sh/chart': 'grafana-9.0.0',
    };
    const bare = grafana('monitoring/grafana', { NAMESPACE: undefined });
    const made = { ...bare, metadata: { ...bare.metadata, labels } };
    const kps = { ...labels, 'helm.sh/chart': 'kube-prometheus-stack-80.0.0', release: 'kps' };
    const objects = [
      made,
      ...mayReadMaps,
      dashboard('shop/web'),
      serviceMonitor('monitoring/kps', {}, { labels: kps }),
    ];
    const told = report(analysis(objects), clusterChecks).findings.find(
      ({ check }) => check === 'grafana-sidecar-namespace',
    );
    expect(told?.commands).toEqual([
      'helm upgrade kps prometheus-community/kube-prometheus-stack -n monitoring --version VERSION --reset-then-reuse-values --set grafana.sidecar.dashboards.searchNamespace=ALL',
    ]);
    expect(told?.remedy).toContain('VERSION: helm list -n monitoring names it.');
    const inGit = { ...made.metadata, annotations: { 'argocd.argoproj.io/tracking-id': 'obs:x' } };
    const [tracked] = report(
      analysis([{ ...made, metadata: inGit }, ...objects.slice(1)]),
      clusterChecks,
    ).findings.filter(({ check }) => check === 'grafana-sidecar-namespace');
    expect(tracked?.commands).toBeUndefined();
    expect(tracked?.remedy).toContain(
      'Have Argo CD application obs set grafana.sidecar.dashboards.searchNamespace: ALL.',
    );
  });

  it('is the list of namespaces, where the operator of the chart does not look', () => {
    const labels = { chart: 'kube-prometheus-stack-80.0.0', release: 'kps', heritage: 'Helm' };
    const scoped = operator(['--namespaces=monitoring']);
    const found = report(
      analysis([
        stack,
        { ...scoped, metadata: { ...scoped.metadata, labels } },
        monitor({ labels: { release: 'kps' } }),
      ]),
      clusterChecks,
    ).findings.find(({ check }) => check === 'operator-namespace-scope');
    expect(found?.commands).toEqual([
      `helm upgrade kps prometheus-community/kube-prometheus-stack -n monitoring --version 80.0.0 --reset-then-reuse-values --set-json 'prometheusOperator.namespaces.additional=["monitoring","shop"]'`,
    ]);
  });

  it('names the owner of what it changes, which need not be what it is about', () => {
    const labels = { chart: 'kube-prometheus-stack-80.0.0', release: 'kps', heritage: 'Helm' };
    const own = prometheus('monitoring/k8s', { serviceMonitorNamespaceSelector: { matchLabels: { team: 'a' } } });
    const { remedy, check } = finding(
      { ...own, metadata: { ...own.metadata, labels } },
      namespace('shop'),
      monitor({}),
    );
    expect(check).toBe('namespace-selector-mismatch');
    expect(remedy).toContain('Prometheus monitoring/k8s is from Helm release kps in namespace monitoring');
  });

  it('says nothing of an owner where the fix adds an object', () => {
    const wrong = monitor({ annotations: { 'argocd.argoproj.io/tracking-id': 'till:x' }, labels: { release: 'kps' } });
    for (const kind of ['create', 'touch'] as const) {
      const fix = kind === 'create' ? { kind, manifests: [] } : { kind, object: wrong.metadata, why: '' };
      const words = { summary: '', because: [], remedy: 'Do it.', fix: fix as never };
      const ref = { apiVersion: 'v1', kind: 'ServiceMonitor', namespace: 'shop', name: 'web' };
      expect(withOwner(analysis([stack, wrong]), words, ref, { field: ['spec'] }).remedy).toBe('Do it.');
    }
  });

  it('says whose the object is, where a field of it is at fault', () => {
    const wrong = monitor({ annotations: { 'argocd.argoproj.io/tracking-id': 'till:x' }, labels: { release: 'kps' } });
    const found = finding(stack, {
      ...wrong,
      body: { spec: { selector: { matchExpressions: [{ key: 'a', operator: 'In' }] }, endpoints: [{ port: 'http' }] } },
    });
    expect(found.remedy).toContain('is from Argo CD application till: change it in that source');
  });
});
