import { defineCheck } from '../check.ts';
import { openShiftDivision } from '../../backends/readers/openshift.ts';
import type { KubeObject, Stack } from '../../model/index.ts';
import { ownerOf } from '../../kube/owner.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';

/** pkg/prometheus/resource_selector.go:192-263 (operator v0.93.0), step 3. */
const FILE_FIELDS: readonly (readonly string[])[] = [
  ['bearerTokenFile'],
  ['tlsConfig', 'caFile'],
  ['tlsConfig', 'certFile'],
  ['tlsConfig', 'keyFile'],
];

/** The Prometheus forbids monitors to name files (arbitraryFSAccessThroughSMs.deny), and the monitor does. */
export const rejectedFsAccess = defineCheck({
  id: 'rejected-fs-access',
  title: 'The monitor names a file, which this Prometheus forbids',
  stage: 'admission',
  kinds: ['ServiceMonitor'],
  reads: SELECTION,
  find: ({ object, stack }) => {
    if (!stack.restrictions.denyFileAccess) return [];
    const files = objectsAt(object.body, 'spec', 'endpoints').flatMap((endpoint, index) =>
      FILE_FIELDS.flatMap((path) => {
        const file = stringAt(endpoint, ...path);
        return file ? [{ field: ['spec', 'endpoints', String(index), ...path].join('.'), file }] : [];
      }),
    );
    return files.length > 0 ? [{ files }] : [];
  },
  explain: ({ files }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: it names a file.`,
    because: [
      `${title(stack.ref)} spec.arbitraryFSAccessThroughSMs.deny: true`,
      `files named by the monitor: ${files.map(({ field, file }) => `${field} (${file})`).join(', ')}`,
      ...divided(stack, object),
      ...writtenBy(object),
    ],
    remedy: 'Take the field out, or refer to a Secret with authorization.credentials and tlsConfig.ca instead.',
    fix: {
      kind: 'patch',
      object: refOf(object),
      fields: files.map(({ field, file }) => ({ path: field.split('.'), was: file, becomes: null })),
      risk: 'The target no longer gets the token or the certificate of that file.',
    },
  }),
});

/** On OpenShift the stack that forbids it is often not the one that was meant. */
function divided(stack: Stack, { metadata }: KubeObject): readonly string[] {
  const division = openShiftDivision(stack, metadata.namespace ?? '');
  return division === undefined ? [] : [division];
}

/** Who writes the field, where that is a controller: what is changed on the object is undone. */
function writtenBy(object: KubeObject): readonly string[] {
  const owner = ownerOf(object);
  return owner?.kind === 'controller'
    ? [`${title(refOf(object))} is made by: ${owner.parent.kind} ${owner.parent.name}`]
    : [];
}
