import { ignoredFields } from '../../backends/prometheus-operator/admission/version-fields.ts';
import { defineCheck } from '../check.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { SCRAPE_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { atLeast, parseVersion } from '../../kube/version.ts';
import type { Stack } from '../../model/index.ts';

/** A field is newer than spec.version of the stack, and the operator leaves it out without rejecting anything. */
export const versionFieldIgnored = defineCheck({
  id: 'version-field-ignored',
  title: 'A field is newer than this Prometheus, and is ignored',
  stage: 'targets',
  kinds: [...SCRAPE_KINDS, 'PrometheusRule'],
  reads: SELECTION,
  find: ({ object, stack }) => {
    const fields = ignoredFields(object, stack);
    if (fields.length === 0) return [];
    const image = newerImage(stack);
    return [{ version: stack.version ?? '', fields, ...(image === undefined ? {} : { image }) }];
  },
  explain: ({ version, fields, image }, { object, stack }) => ({
    severity: 'warning',
    summary: `${title(stack.ref)} leaves ${fields.length === 1 ? 'a field' : `${fields.length} fields`} of ${title(refOf(object))} out: its version is too old for ${fields.length === 1 ? 'it' : 'them'}.`,
    because: [
      ...fields.map(({ field, since }) => `${field} needs ${since}`),
      `${title(stack.ref)} spec.version: ${version}`,
      ...(image === undefined ? [] : [`the image that runs is newer: ${image}; the operator does not look at it`]),
    ],
    remedy:
      image === undefined
        ? `Have ${title(stack.ref)} upgraded, or do without the field.`
        : `Have the owner of ${title(stack.ref)} set spec.version to what the image is.`,
    fix: {
      kind: 'advise',
      steps: [
        image === undefined
          ? `Upgrade ${title(stack.ref)}: ${fields.map(({ field, since }) => `${field} needs ${since}`).join(', ')}.`
          : `Set spec.version of ${title(stack.ref)} to the version of ${image}.`,
      ],
      whyNotAutomatic:
        'The version of a Prometheus is for its owner to decide: the operator writes flags and fields by it.',
    },
  }),
});

/** The image that is run, where its tag says that it is newer than spec.version. */
function newerImage(stack: Stack): string | undefined {
  const { body } = stack.object;
  const container = objectsAt(body, 'spec', 'containers').find((entry) => stringAt(entry, 'name') === 'prometheus');
  const image = stringAt(container, 'image') ?? stringAt(body, 'spec', 'image') ?? '';
  const tag = /:v?(\d+\.\d+\.\d+)[^:/]*$/.exec(image)?.[1];
  const newer = tag !== undefined && parseVersion(stack.version) !== undefined && !atLeast(stack.version, tag);
  return newer ? image : undefined;
}
