import type {
  Answer,
  Expectation,
  InstanceObservation,
  LoadedRule,
  LoadedRuleGroup,
  Observed,
  Ref,
  Sample,
  ScrapedTarget,
  StackObservation,
  Unanswered,
  Wire,
} from '../../src/model/index.ts';

/** Small observations: one Prometheus, one ServiceMonitor with one endpoint, two pods. */
export const stack: Ref = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  namespace: 'monitoring',
  name: 'k8s',
};
export const monitor: Ref = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  namespace: 'kuberhealthy',
  name: 'promwire-kuberhealthy',
};
export const rule: Ref = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  namespace: 'kuberhealthy',
  name: 'promwire-kuberhealthy',
};
export const JOB = 'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0';
export const UID = '0f3a1b2c-1111-4222-8333-444455556666';

export const targetUp = { kind: 'target-up', stack, monitor, endpoints: 1 } as const satisfies Expectation;
export const ruleLoaded = { kind: 'rule-loaded', stack, rule, groups: ['kuberhealthy'] } as const satisfies Expectation;
export const series = {
  kind: 'series-present',
  stack,
  query: 'kuberhealthy_check',
  title: 'Checks',
} as const satisfies Expectation;

function ok<T>(value: T): Answer<T> {
  return { kind: 'ok', value, warnings: [] };
}

export function no(reason: Unanswered['reason'], detail = `${reason}.`): Unanswered {
  return { kind: 'unknown', reason, detail, next: 'Do something.' };
}

export function target(
  host: number,
  health: ScrapedTarget['health'] = 'up',
  pool = JOB,
  lastError = '',
): ScrapedTarget {
  const address = `10.244.0.${host}:8080`;
  return { pool, url: `http://${address}/metrics`, address, labels: {}, health, lastError };
}

export function loaded(name: string, health: LoadedRule['health'] = 'ok', lastError = ''): LoadedRule {
  return { name, type: 'alerting', query: 'up', health, lastError };
}

export function group(
  rules: readonly LoadedRule[],
  name = 'kuberhealthy',
  file = `/etc/prometheus/rules/x-0/kuberhealthy-promwire-kuberhealthy-${UID}.yaml`,
): LoadedRuleGroup {
  return { name, file, rules };
}

export interface InstanceShape {
  readonly shard?: number;
  readonly replica?: number;
  readonly targets?: readonly ScrapedTarget[] | Unanswered;
  readonly dropped?: Readonly<Record<string, number>>;
  readonly jobs?: readonly string[] | Unanswered;
  readonly rules?: readonly LoadedRuleGroup[] | Unanswered;
  readonly checks?: number | Unanswered;
}

/** Prometheus k8s-<shard>-<replica>. */
export function instance(shape: InstanceShape = {}): InstanceObservation {
  const { shard = 0, replica = 0, targets, jobs, rules, checks, dropped = {} } = shape;
  const samples: readonly Sample[] =
    typeof checks === 'number' ? Array.from({ length: checks }, () => ({ labels: {}, value: '1' })) : [];
  return {
    instance: { name: `monitoring/k8s-${shard}-${replica}`, shard, replica },
    ...(targets ? { targets: 'kind' in targets ? targets : ok({ active: targets, dropped }) } : {}),
    ...(jobs ? { jobs: 'kind' in jobs ? jobs : ok(jobs) } : {}),
    ...(rules ? { rules: 'kind' in rules ? rules : ok(rules) } : {}),
    queries: checks === undefined ? {} : { kuberhealthy_check: typeof checks === 'number' ? ok(samples) : checks },
  };
}

export function observed(
  instances: readonly InstanceObservation[],
  rest: Partial<StackObservation> = {},
  wires: readonly Wire[] = [],
): Observed {
  const shards = Math.max(1, ...instances.map((each) => (each.instance.shard ?? 0) + 1));
  return {
    stacks: [{ stack, capabilities: ['targets', 'query', 'rules'], shards, instances, ...rest }],
    wires,
    objects: [],
  };
}

/** The wire of the monitor: hosts that are ready, and hosts that are not. */
export function wire(ready: readonly number[], notReady: readonly number[] = [], rest: Partial<Wire> = {}): Wire {
  const make = (host: number, isReady: boolean): Wire['targets'][number] => ({
    address: `10.244.0.${host}`,
    port: 8080,
    ready: isReady,
  });
  return {
    monitor,
    stack,
    endpoint: 0,
    targets: [...ready.map((host) => make(host, true)), ...notReady.map((host) => make(host, false))],
    ...rest,
  };
}
