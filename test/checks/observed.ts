/** What a running Prometheus monitoring/k8s says, for tests of the checks that ask it. */
import type {
  Answer,
  Generated,
  InstanceObservation,
  LoadedRule,
  LoadedRuleGroup,
  Sample,
  ScrapedTarget,
  StackObservation,
  Unanswered,
} from '../../src/model/index.ts';

/** The pool of the first endpoint of ServiceMonitor shop/web. */
export const POOL = 'serviceMonitor/shop/web/0';

const ok = <T>(value: T): Answer<T> => ({ kind: 'ok', value, warnings: [] });

export const refused: Unanswered = {
  kind: 'unknown',
  reason: 'forbidden',
  detail: 'You may not get pods/proxy in monitoring.',
  next: 'Get that right.',
};

/** "10.0.0.1:8080" is down with an error, or up with none. */
export function target(lastError = '', pool = POOL, address = '10.0.0.1:8080'): ScrapedTarget {
  const health = lastError === '' ? 'up' : 'down';
  return { pool, url: `http://${address}/metrics`, address, labels: {}, health, lastError };
}

/** The groups of PrometheusRule shop/web: one group `web` with these rules. */
export function ruleGroup(rules: readonly Partial<LoadedRule>[], group = 'web'): LoadedRuleGroup {
  return {
    name: group,
    file: '/etc/prometheus/rules/prometheus-k8s-rulefiles-0/shop-web-00000000-1111-2222-3333-444444444444.yaml',
    rules: rules.map((rule) => ({
      name: 'WebDown',
      type: 'alerting',
      query: 'up == 0',
      health: 'ok',
      lastError: '',
      ...rule,
    })),
  };
}

interface Said {
  readonly targets?: readonly ScrapedTarget[];
  readonly rules?: readonly LoadedRuleGroup[];
  /** Jobs of the configuration that runs. */
  readonly jobs?: readonly string[];
  readonly reloaded?: boolean;
  readonly queries?: Readonly<Record<string, readonly Sample[]>>;
  readonly shard?: number;
  readonly name?: string;
}

export function instance(said: Said): InstanceObservation {
  const { targets, rules, jobs, reloaded, queries = {}, shard = 0, name = 'prometheus-k8s-0' } = said;
  return {
    instance: { name, shard, replica: 0 },
    ...(targets ? { targets: ok({ active: targets, dropped: {} }) } : {}),
    ...(rules ? { rules: ok(rules) } : {}),
    ...(jobs ? { jobs: ok(jobs) } : {}),
    ...(reloaded === undefined ? {} : { reloaded: ok(reloaded) }),
    queries: Object.fromEntries(Object.entries(queries).map(([expr, samples]) => [expr, ok(samples)])),
  };
}

/** Prometheus monitoring/k8s as these instances tell. */
export function observed(...instances: readonly InstanceObservation[]): readonly StackObservation[] {
  return [
    {
      stack: { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', namespace: 'monitoring', name: 'k8s' },
      capabilities: ['targets', 'query', 'rules', 'alerts'],
      shards: Math.max(1, instances.length),
      instances,
    },
  ];
}

/** The same, and it could not be asked. */
export function unreachable(): readonly StackObservation[] {
  return [{ ...observed()[0], problem: refused } as StackObservation];
}

/** The operator wrote these jobs for Prometheus monitoring/k8s. */
export function wrote(...jobs: readonly string[]): readonly Generated[] {
  return observed().map(({ stack }) => ({ kind: 'ok', stack, jobs }));
}

/** The Secret with what it wrote could not be read. */
export function unreadable(): readonly Generated[] {
  const reads = { group: '', kind: 'Secret', namespace: 'monitoring' };
  const sentence = 'Not allowed to get Secret prometheus-k8s: no right (403).';
  return observed().map(({ stack }) => ({ kind: 'unknown', stack, gap: { reason: 'forbidden', reads, sentence } }));
}
