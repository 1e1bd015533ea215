/** What else may read monitors, for tests. */
import type { KubeObject } from '../src/model/index.ts';
import { kube } from './worlds.ts';
import type { Raw } from './worlds.ts';

const made = (apiVersion: string, kind: string, path: string, fields: Raw): KubeObject => {
  const [namespace, name] = path.split('/');
  return kube({ apiVersion, kind, metadata: { namespace, name }, ...fields });
};

export const crd = (name: string): KubeObject =>
  kube({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name }, spec: {} });

/** A workload with one container of this image. */
export const runs = (kind: string, path: string, image: string): KubeObject =>
  made('apps/v1', kind, path, { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } });

export const vmOperator = runs('Deployment', 'vm/operator', 'docker.io/victoriametrics/operator:v0.68.0');

export const vm = (kind: 'VMAgent' | 'VMSingle', spec: Raw = {}): KubeObject =>
  made('operator.victoriametrics.com/v1beta1', kind, 'vm/main', { spec });

export const collector = (prometheusCR: Raw, version = 'v1beta1', enabled = true): KubeObject =>
  made(`opentelemetry.io/${version}`, 'OpenTelemetryCollector', 'otel/main', {
    spec: { mode: 'statefulset', targetAllocator: { enabled, prometheusCR } },
  });

export const allocator = (prometheusCR: Raw): KubeObject =>
  made('opentelemetry.io/v1alpha1', 'TargetAllocator', 'otel/alone', { spec: { prometheusCR } });

export const alloyConfig = (text: string): KubeObject =>
  made('v1', 'ConfigMap', 'agents/alloy', { data: { 'config.alloy': text } });
