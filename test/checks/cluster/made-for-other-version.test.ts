import { prometheusRule, service, workload } from '../../worlds.ts';
import { table } from '../table.ts';

const app = { app: 'kuberhealthy' };
const runs = (tag: string): ReturnType<typeof workload> =>
  workload('kuberhealthy/kuberhealthy', `docker.io/kuberhealthy/kuberhealthy:${tag}`, app);
const its = service('kuberhealthy/kuberhealthy', { selector: app }, { labels: app });
const OURS = { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'kuberhealthy' };
const rules = (names: readonly string[], labels: Readonly<Record<string, string>> = OURS, path = 'kuberhealthy/r') =>
  prometheusRule(
    path,
    { groups: [{ name: 'g', rules: names.map((alert) => ({ alert, expr: 'up == 0' })) }] },
    { labels },
  );

const OLD = ['KuberhealthyJobFailed', 'KuberhealthyCheckFailing'];
const NEW = ['KuberhealthyNoLeader', 'KuberhealthyCheckFailing'];

table('made-for-other-version', [
  {
    it: 'finds the rules of version 2 where version 3 is',
    objects: [runs('v3.0.1'), its, rules(OLD)],
    expect: {
      severity: 'warning',
      about: 'PrometheusRule kuberhealthy/r',
      evidence: { application: 'Kuberhealthy 3', made: 'Kuberhealthy 2', useless: ['KuberhealthyJobFailed'] },
    },
  },
  {
    it: 'finds those of version 3 where version 2 is put back',
    objects: [runs('v2.7.1'), its, rules(NEW)],
    expect: { evidence: { application: 'Kuberhealthy 2', made: 'Kuberhealthy 3' } },
  },
  { it: 'is silent where they fit', objects: [runs('v3.0.1'), its, rules(NEW)], expect: 'nothing' },
  {
    it: 'is silent about rules that say nothing of a version',
    objects: [runs('v3.0.1'), its, rules(['KuberhealthyCheckFailing'])],
    expect: 'nothing',
  },
  { it: 'is silent about rules of others', objects: [runs('v3.0.1'), its, rules(OLD, {})], expect: 'nothing' },
  {
    it: 'is silent about those of an installation elsewhere',
    objects: [runs('v3.0.1'), its, rules(OLD, OURS, 'other/r')],
    expect: 'nothing',
  },
  {
    it: 'is silent where the version is not known',
    objects: [runs('latest'), its, rules(OLD)],
    expect: 'nothing',
  },
]);
