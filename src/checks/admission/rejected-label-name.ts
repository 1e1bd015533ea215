import { printPath } from '../../backends/prometheus-operator/admission/clients.ts';
import { defineCheck } from '../check.ts';
import { objectAt, objectsAt, own } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { isLabelName } from '../../lang/labels.ts';
import { nameScheme } from '../../lang/versions.ts';
import type { JsonObject, KubeObject } from '../../model/index.ts';

/** A label of a static target has a name that this Prometheus does not take: resource_selector.go:499-508, 1336-1344. */
export const rejectedLabelName = defineCheck({
  id: 'rejected-label-name',
  title: 'A label of a static target has a name that Prometheus does not take',
  stage: 'admission',
  kinds: ['Probe', 'ScrapeConfig'],
  reads: SELECTION,
  find: ({ object, stack }) => {
    const scheme = nameScheme('prometheus', stack.version);
    const wrong = staticLabels(object).flatMap(({ path, labels }) =>
      Object.keys(labels)
        .filter((name) => !isLabelName(name, scheme))
        .sort()
        .map((name) => ({ path: [...path, name], name, was: own(labels, name) ?? null })),
    );
    return wrong.length > 0 ? [{ wrong, version: stack.version ?? '' }] : [];
  },
  explain: ({ wrong, version }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: ${JSON.stringify(wrong[0]?.name ?? '')} is no label name there.`,
    because: [
      ...wrong.map(({ path, name }) => `${printPath(path.slice(0, -1))}: ${JSON.stringify(name)}`),
      `Before Prometheus 3 a label name is letters, digits and _, and begins with no digit${version === '' ? '' : `; ${title(stack.ref)} spec.version: ${version}`}.`,
    ],
    remedy: 'Rename the label.',
    fix: {
      kind: 'patch',
      object: refOf(object),
      fields: wrong.flatMap(({ path, name, was }) => [
        { path, was, becomes: null },
        { path: [...path.slice(0, -1), legacyName(name)], was: null, becomes: was },
      ]),
      risk: 'The series carry the label under its new name.',
    },
  }),
});

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

/** As Prometheus itself replaces what a name may not hold. */
function legacyName(name: string): string {
  const plain = name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  return /^[a-zA-Z_]/.test(plain) ? plain : `_${plain}`;
}
