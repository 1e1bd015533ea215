import type { Json, JsonObject, KubeObject, Stack } from '../../../model/index.ts';
import { objectAt, objectsAt, own } from '../../../kube/json.ts';
import { operatorsAtLeast } from '../../../kube/version.ts';
import type { NameScheme } from '../../../lang/labels.ts';
import { isLabelName } from '../../../lang/labels.ts';

/** A label of a static target: where it is, its name and its value. */
export type StaticLabel = {
  readonly path: readonly string[];
  readonly name: string;
  readonly was: Json;
};

/**
 * Whether the operator tests the names of static labels, so that it rejects the object; else Prometheus refuses the whole
 * configuration. Source: CHANGELOG of prometheus-operator v0.93.0, 0.78.0 (#6892) and 0.92.0 (#7901).
 */
export function checksStaticLabels({ kind }: KubeObject, stack: Stack): boolean {
  return operatorsAtLeast(stack, kind === 'Probe' ? '0.92.0' : '0.78.0');
}

/** Labels of the static targets of a Probe or ScrapeConfig whose names are none by that scheme. */
export function staticLabelsOutside(object: KubeObject, scheme: NameScheme): readonly StaticLabel[] {
  return staticLabels(object).flatMap(({ path, labels }) =>
    Object.keys(labels)
      .filter((name) => !isLabelName(name, scheme))
      .sort()
      .map((name) => ({ path: [...path, name], name, was: own(labels, name) ?? null })),
  );
}

function staticLabels(
  object: KubeObject,
): readonly { readonly path: readonly string[]; readonly labels: JsonObject }[] {
  if (object.kind === 'Probe') {
    const path = ['spec', 'targets', 'staticConfig', 'labels'];
    return [{ path, labels: objectAt(object.body, ...path) ?? {} }];
  }
  return objectsAt(object.body, 'spec', 'staticConfigs').map((config, i) => ({
    path: ['spec', 'staticConfigs', String(i), 'labels'],
    labels: objectAt(config, 'labels') ?? {},
  }));
}
