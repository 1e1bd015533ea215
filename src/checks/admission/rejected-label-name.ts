import { printPath } from '../../kube/field-path.ts';
import { checksStaticLabels, staticLabelsOutside } from '../../backends/prometheus-operator/admission/static-labels.ts';
import { defineCheck } from '../check.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { oldestOperator } from '../../kube/version.ts';
import { nameScheme } from '../../lang/versions.ts';

/** A label of a static target has a name that this Prometheus does not take: resource_selector.go:499-508, 1336-1344. */
export const rejectedLabelName = defineCheck({
  id: 'rejected-label-name',
  title: 'A label of a static target has a name that Prometheus does not take',
  stage: 'admission',
  kinds: ['Probe', 'ScrapeConfig'],
  reads: SELECTION,
  find: ({ object, stack }) => {
    const wrong = checksStaticLabels(object, stack)
      ? staticLabelsOutside(object, nameScheme('prometheus', stack.version, oldestOperator(stack)))
      : [];
    return wrong.length > 0 ? [{ wrong, version: stack.version ?? '' }] : [];
  },
  explain: ({ wrong, version }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: ${JSON.stringify(wrong[0]?.name ?? '')} is not a label name there.`,
    because: [
      ...wrong.map(({ path, name }) => `${printPath(path.slice(0, -1))}: ${JSON.stringify(name)}`),
      `Before Prometheus 3, and to an operator before 0.86, a label name is letters, digits and _, and begins with no digit${version === '' ? '' : `; ${title(stack.ref)} spec.version: ${version}`}.`,
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

/** As Prometheus itself replaces what a name may not hold. */
function legacyName(name: string): string {
  const plain = name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  return /^[a-zA-Z_]/.test(plain) ? plain : `_${plain}`;
}
