import { prometheus, workload } from '../../worlds.ts';
import { table } from '../table.ts';

const ALL = ['Prometheus', 'ServiceMonitor', 'PodMonitor', 'PrometheusRule'];

table('crd-missing', [
  {
    it: 'finds one kind that the API does not know',
    objects: [prometheus('monitoring/k8s')],
    sight: { noCrd: ['PodMonitor'] },
    expect: {
      about: 'CustomResourceDefinition podmonitors.monitoring.coreos.com',
      evidence: { kind: 'PodMonitor', all: false },
    },
  },
  {
    it: 'says that the operator is not installed where all are missing',
    objects: [workload('shop/web', 'nginx:1', {})],
    sight: { noCrd: [...ALL, 'PrometheusAgent', 'ThanosRuler'] },
    expect: { times: 4, evidence: { all: true } },
  },
  { it: 'is silent where all are there', objects: [], expect: 'nothing' },
  {
    it: 'is silent about kinds that came later',
    objects: [],
    sight: { noCrd: ['PrometheusAgent', 'ScrapeConfig', 'ThanosRuler'] },
    expect: 'nothing',
  },
  {
    it: 'does not take a list that was refused for a missing kind',
    objects: [],
    sight: { hidden: ALL },
    expect: 'nothing',
  },
  {
    it: 'does not take a folder without such objects for a cluster without the kinds',
    objects: [],
    sight: { source: 'files' },
    expect: 'nothing',
  },
]);
