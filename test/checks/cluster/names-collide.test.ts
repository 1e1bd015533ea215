import type { KubeObject } from '../../../src/model/index.ts';
import { kube, service, workload } from '../../worlds.ts';
import { table } from '../table.ts';

const labels = { app: 'kuberhealthy' };
const installed = (tag: string): readonly KubeObject[] => [
  workload('kh/kuberhealthy', `docker.io/kuberhealthy/kuberhealthy:${tag}`, labels),
  service('kh/kuberhealthy', { selector: labels }, { labels }),
];
const healthCheck = (namespace: string, name: string): KubeObject =>
  kube({ apiVersion: 'kuberhealthy.github.io/v2', kind: 'HealthCheck', metadata: { namespace, name } });
const both = [healthCheck('shop', 'dns'), healthCheck('bank', 'dns')];

table('names-collide', [
  {
    it: 'finds one name in two namespaces',
    objects: [...installed('v3.0.13'), ...both, healthCheck('shop', 'deployment')],
    expect: {
      times: 2,
      about: 'HealthCheck bank/dns',
      severity: 'error',

      never: ['deployment'],
    },
  },
  {
    it: 'finds three of one name',
    objects: [...installed('v3.0.13'), ...both, healthCheck('farm', 'dns')],
    expect: { times: 3, evidence: { others: ['HealthCheck farm/dns', 'HealthCheck shop/dns'] } },
  },
  {
    it: 'is silent about different names',
    objects: [...installed('v3.0.13'), healthCheck('shop', 'dns'), healthCheck('bank', 'deployment')],
    expect: 'nothing',
  },
  { it: 'is silent about version 2', objects: [...installed('v2.7.1'), ...both], expect: 'nothing' },
  { it: 'is silent where it does not run', objects: both, expect: 'nothing' },
  { it: 'is silent where none were read', objects: installed('v3.0.13'), expect: 'nothing' },
  {
    it: 'is unknown where they may not be listed',
    objects: [...installed('v3.0.13'), healthCheck('shop', 'dns')],
    sight: { hidden: ['HealthCheck'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown where one namespace was seen',
    objects: [...installed('v3.0.13'), healthCheck('shop', 'dns')],
    sight: { only: { HealthCheck: ['shop'] } },
    expect: 'unknown',
  },
]);
