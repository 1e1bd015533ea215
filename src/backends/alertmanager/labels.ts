import { enforcedLabel } from '../prometheus-operator/enforcement.ts';
import { at, labelsAt, listAt, objectsAt, own, stringAt } from '../../kube/json.ts';
import { MASK } from '../../kube/mask.ts';
import { nameOf } from '../../kube/refs.ts';
import { seriesLabels } from '../../lang/promql/series-labels.ts';
import type { SeriesLabels } from '../../lang/promql/series-labels.ts';
import type { JsonObject, KubeObject, Labels, Stack } from '../../model/index.ts';

/** One alerting rule, and its place in its object. */
export interface AlertRule {
  readonly name: string;
  readonly group: JsonObject;
  readonly rule: JsonObject;
}

/** The alerting rules of a PrometheusRule, in order. */
export function alertsOf(object: KubeObject): readonly AlertRule[] {
  return objectsAt(object.body, 'spec', 'groups').flatMap((group) =>
    objectsAt(group, 'rules').flatMap((rule) => {
      const name = stringAt(rule, 'alert');
      return name === undefined ? [] : [{ name, group, rule }];
    }),
  );
}

/** What is certain about the labels of a rule's alerts when they arrive at an Alertmanager. */
export function alertLabels({ name, group, rule }: AlertRule, object: KubeObject, stack: Stack): SeriesLabels {
  const enforced = enforcedLabel(object, stack);
  const series = seriesLabels(stringAt(rule, 'expr') ?? '');
  const own = { ...labelsAt(group, 'labels'), ...labelsAt(rule, 'labels') };
  const fixed: Labels = {
    ...own,
    ...(enforced === undefined ? {} : { [enforced]: object.metadata.namespace ?? '' }),
    alertname: name,
  };
  // What a template makes of a label shows when it fires.
  const templated = Object.keys(own).filter((label) => (fixed[label] ?? '').includes('{{'));
  const known = { ...series.known, ...fixed };
  const certain = Object.fromEntries(Object.entries(known).filter(([label]) => !templated.includes(label)));
  const possible = series.possible === 'any' ? 'any' : [...series.possible, ...templated];
  return arriving({ known: certain, possible }, stack);
}

/** The same for an alert whose labels are known, as its Prometheus shows them. */
export function firingLabels(labels: Labels, stack: Stack): SeriesLabels {
  const own = Object.entries(labels).filter(([name]) => !['__name__', 'alertstate'].includes(name));
  return arriving({ known: Object.fromEntries(own), possible: [] }, stack);
}

/**
 * On the way a stack adds its external labels, where the alert has none of that name, and drops the one that tells
 * its replicas apart (prometheus-operator v0.93.0 pkg/prometheus/promcfg.go, alert_relabel_configs).
 */
function arriving({ known, possible }: SeriesLabels, stack: Stack): SeriesLabels {
  const spec = stack.object.body['spec'];
  if (at(spec, 'additionalAlertRelabelConfigs') !== undefined) return { known: {}, possible: 'any' };
  const relabels = objectsAt(spec, 'alerting', 'alertmanagers').some(
    (entry) => listAt(entry, 'alertRelabelings').length > 0,
  );
  if (relabels) return { known: {}, possible: 'any' };
  if (stack.ref.kind === 'ThanosRuler') return { known, possible: 'any' };
  const added: Labels = { ...external(stack), ...labelsAt(spec, 'externalLabels') };
  const names = Object.keys(added).filter((name) => !own(known, name));
  const sure = names.filter(
    (name) =>
      isLiteral(added[name]) && (Object.hasOwn(known, name) || (possible !== 'any' && !possible.includes(name))),
  );
  const unsure = names.filter((name) => !sure.includes(name));
  const kept = Object.entries(known).filter(([name]) => !unsure.includes(name));
  const replica = stringAt(spec, 'replicaExternalLabelName') ?? 'prometheus_replica';
  return {
    known: {
      ...Object.fromEntries(kept),
      ...Object.fromEntries(sure.map((name) => [name, added[name] ?? ''])),
      ...(replica === '' ? {} : { [replica]: '' }),
    },
    possible: possible === 'any' ? 'any' : [...possible, ...unsure],
  };
}

/** Prometheus puts environment variables into external labels; what looks like a secret is masked. */
function isLiteral(value: string | undefined): boolean {
  return value !== undefined && !value.includes('$') && value !== MASK;
}

function external({ object, ref }: Stack): Labels {
  const name = stringAt(object.body, 'spec', 'prometheusExternalLabelName') ?? 'prometheus';
  return name === '' ? {} : { [name]: nameOf(ref) };
}
