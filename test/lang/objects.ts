import type { Json } from '../../src/model/index.ts';
import { featuresOf } from '../../src/lang/promql/index.ts';
import { decodeRelabeling } from '../../src/lang/relabel/relabel.ts';
import { lintRuleSpec } from '../../src/lang/rules/rule.ts';
import type { KubeThing } from '../bed/object.ts';
import { expression, FEATURES } from './generate/expression.ts';
import type { Random } from './generate/random.ts';
import { regex } from './generate/regex.ts';
import { relabeling } from './generate/relabeling.ts';
import { ruleSpec } from './generate/rule.ts';
import { duration, name } from './generate/small.ts';
import { template } from './generate/template.ts';

/*
 * The same items as objects for the real API server and operator: one item each, seen by stacks of several versions.
 */

const NAMESPACE = 'lang';
const API = 'monitoring.coreos.com/v1';

/** What judges: a Prometheus or a ThanosRuler that selects everything. */
export interface JudgingStack {
  readonly kind: 'Prometheus' | 'ThanosRuler';
  readonly name: string;
  readonly version: string;
  readonly features: readonly string[];
}

export const STACKS: readonly JudgingStack[] = [
  { kind: 'Prometheus', name: 'new', version: 'v3.13.1', features: [] },
  { kind: 'Prometheus', name: 'experimental', version: 'v3.5.0', features: FEATURES },
  { kind: 'Prometheus', name: 'old', version: 'v2.35.0', features: FEATURES.slice(0, 1) },
  { kind: 'ThanosRuler', name: 'ruler', version: 'v0.42.2', features: [] },
];

export function stackObjects(): readonly KubeThing[] {
  const everything = { ruleSelector: {}, ruleNamespaceSelector: {} };
  const monitors = { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    ...STACKS.map(({ kind, name: stack, version, features }) => ({
      apiVersion: API,
      kind,
      metadata: { name: stack, namespace: NAMESPACE },
      spec:
        kind === 'Prometheus'
          ? { version, enableFeatures: features, ...everything, ...monitors }
          : { version, queryEndpoints: ['http://nowhere:9090'], ...everything },
    })),
  ];
}

type Item = 'expr' | 'template' | 'name' | 'duration' | 'rule' | 'relabel' | 'regex';
/** How many of a hundred. */
const SHARES: readonly (readonly [Item, number])[] = [
  ['expr', 34],
  ['template', 16],
  ['name', 5],
  ['duration', 5],
  ['rule', 15],
  ['relabel', 15],
  ['regex', 10],
];

/** One random object. */
export function makeObject(random: Random, index: number): KubeThing {
  let dice = random.next() * 100;
  const item = SHARES.find(([, share]) => (dice -= share) < 0)?.[0] ?? 'expr';
  const metadata = { name: `${item}-${index}`, namespace: NAMESPACE };
  if (item === 'relabel' || item === 'regex') {
    const entry =
      item === 'relabel' ? relabeling(random) : { action: 'keep', sourceLabels: ['job'], regex: regex(random) };
    const field = random.pick(['relabelings', 'metricRelabelings']);
    const spec = { selector: {}, endpoints: [{ port: 'web', [field]: [entry] }] };
    return { apiVersion: API, kind: 'ServiceMonitor', metadata, spec };
  }
  return {
    apiVersion: API,
    kind: 'PrometheusRule',
    metadata,
    spec: item === 'rule' ? ruleSpec(random) : ruleOf(random, item),
  };
}

function ruleOf(random: Random, item: Item): Json {
  const plain = { alert: 'A', expr: 'up == 0' };
  const rule: Readonly<Record<string, Json>> =
    item === 'expr'
      ? { ...plain, expr: expression(random) }
      : item === 'template'
        ? { ...plain, [random.pick(['labels', 'annotations'])]: { text: template(random) } }
        : item === 'name'
          ? random.pick([
              { ...plain, labels: { [name(random)]: 'x' } },
              { ...plain, annotations: { [name(random)]: 'x' } },
              { record: name(random), expr: 'up' },
            ])
          : { ...plain, [random.pick(['for', 'keep_firing_for'])]: duration(random) };
  return { groups: [{ name: 'g', rules: [rule] }] };
}

/** Our verdict about an object; `schema`: the API server does not take it. */
export type OurVerdict = 'accepted' | 'rejected' | 'schema' | 'unknown';

export function ourVerdict(object: KubeThing, stack: JudgingStack): OurVerdict {
  const spec = object['spec'] as Json;
  return object.kind === 'PrometheusRule' ? ruleVerdict(spec, stack) : monitorVerdict(spec, stack);
}

function ruleVerdict(spec: Json, { kind, version, features }: JudgingStack): OurVerdict {
  const evaluator = kind === 'ThanosRuler' ? 'thanos' : 'prometheus';
  const { problems, unknown } = lintRuleSpec(spec, { evaluator, version, features: featuresOf(features) });
  if (problems.some(({ by }) => by === 'schema')) return 'schema';
  if (problems.length > 0) return 'rejected';
  return unknown.length > 0 ? 'unknown' : 'accepted';
}

interface MonitorSpec {
  readonly endpoints: readonly {
    readonly relabelings?: readonly Json[];
    readonly metricRelabelings?: readonly Json[];
  }[];
}

function monitorVerdict(spec: Json, { version }: JudgingStack): OurVerdict {
  const [endpoint] = (spec as unknown as MonitorSpec).endpoints;
  const entry = [...(endpoint?.relabelings ?? []), ...(endpoint?.metricRelabelings ?? [])][0] ?? null;
  const answer = decodeRelabeling(entry, version);
  if (answer.kind === 'unknown') return 'unknown';
  // What only Prometheus refuses, the operator takes.
  if (answer.kind === 'ok' || answer.by === 'prometheus') return 'accepted';
  return answer.by === 'schema' ? 'schema' : 'rejected';
}
