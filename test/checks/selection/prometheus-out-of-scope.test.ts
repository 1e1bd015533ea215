import { operator, prometheus, prometheusRule, serviceMonitor, thanosRuler } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s', {}, { labels: { tier: 'app' } });
const web = serviceMonitor('shop/web');

table('prometheus-out-of-scope', [
  {
    it: 'finds a stack outside the instance namespaces',
    objects: [k8s, web, operator(['--prometheus-instance-namespaces=prod'])],
    expect: {},
  },
  {
    it: 'finds a stack outside --namespaces, where no instance namespaces are given',
    objects: [k8s, web, operator(['--namespaces=shop'])],
    expect: {},
  },
  {
    it: 'finds a stack in a denied namespace',
    objects: [k8s, web, operator(['--deny-namespaces=monitoring'])],
    expect: {},
  },
  {
    it: 'does not ask the deny list where instance namespaces are given',
    objects: [k8s, web, operator(['--deny-namespaces=monitoring', '--prometheus-instance-namespaces=monitoring'])],
    expect: 'nothing',
  },
  {
    it: 'finds labels that the instance selector does not take',
    objects: [k8s, web, operator(['--prometheus-instance-selector=tier in (infra)'])],
    expect: {},
  },
  {
    it: 'is silent where all fits',
    objects: [k8s, web, operator(['--prometheus-instance-selector=tier=app'])],
    expect: 'nothing',
  },
  {
    it: 'is content with one operator that fits',
    objects: [k8s, web, operator(['--namespaces=shop']), operator([], { path: 'a/prometheus-operator' })],
    expect: 'nothing',
  },
  {
    it: "asks a ThanosRuler's flags for a ThanosRuler",
    objects: [
      thanosRuler('monitoring/t'),
      prometheusRule('shop/web'),
      operator(['--prometheus-instance-namespaces=prod']),
    ],
    expect: 'nothing',
  },
  {
    it: 'does not say so where another operator may be hidden',
    objects: [k8s, web, operator(['--namespaces=shop'])],
    sight: { only: { Deployment: ['monitoring'] } },
    expect: 'unknown',
  },
  {
    it: 'does not say so where a flag comes from the environment',
    objects: [k8s, web, operator(['--prometheus-instance-selector=x=y', '--namespaces=$(N)'])],
    expect: 'unknown',
  },
  { it: 'says nothing where no operator was seen', objects: [k8s, web], expect: 'nothing' },
]);
