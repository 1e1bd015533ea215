import type { Found } from '../../world/context.ts';
import { describeMissing, elsewhere } from '../../backends/prometheus-operator/admission/missing.ts';
import type { Missing } from '../../backends/prometheus-operator/admission/missing.ts';
import { lookUp, needsFor } from '../../backends/prometheus-operator/admission/needs.ts';
import { defineCheck } from '../check.ts';
import { CLIENT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Fix, Gap, KubeObject } from '../../model/index.ts';

interface Evidence {
  readonly missing: readonly Missing[];
  /** Objects of a name that is missed, in other namespaces. */
  readonly elsewhere?: readonly string[];
  /** What the operator said when it was missing, though it is there now. */
  readonly stale?: string;
}

/** The operator's own words about a reference that it could not follow (pkg/assets/store.go:260-340). */
const NOT_FOUND = /unable to get (?:secret|configmap)|key "[^"]*" in (?:secret|configmap) "[^"]*" not found/;

/** A Secret or ConfigMap that the object refers to, or its key, is not in the object's own namespace. */
export const rejectedMissingSecret = defineCheck({
  id: 'rejected-missing-secret',
  title: 'A Secret or ConfigMap that the object refers to is not there',
  stage: 'admission',
  kinds: CLIENT_KINDS,
  reads: SELECTION,
  find: ({ object, stack }, { world, binding }): Found<Evidence> => {
    const needs = needsFor(object, stack);
    if (needs.length === 0) return [];
    const looked = needs.map((need) => ({ need, found: lookUp(world, object.metadata.namespace ?? '', need) }));
    const missing = looked.filter(({ found }) => found.state !== 'present' && found.state !== 'unknown');
    if (missing.length > 0)
      return [
        {
          missing: missing.map(({ need, found }) => describeMissing(need, found)),
          elsewhere: missing.flatMap(({ need, found }) => (found.state === 'no-object' ? elsewhere(world, need) : [])),
        },
      ];
    const gaps = looked.flatMap(({ found }): readonly Gap[] => (found.state === 'unknown' ? found.gaps : []));
    if (gaps.length > 0) return { unknown: gaps };
    const said = binding(object, stack);
    const stale = said?.accepted === 'False' && said.current && NOT_FOUND.test(said.message);
    return stale ? [{ missing: [], stale: said.message }] : [];
  },
  explain: ({ missing, elsewhere: others = [], stale }, { object, stack }) => {
    const name = title(refOf(object));
    if (stale !== undefined)
      return {
        summary: `${title(stack.ref)} still rejects ${name} for a Secret that is there by now.`,
        because: [
          `the operator said: ${stale}`,
          'The operator looks again only when something it watches changes; a Secret in another namespace may not be among it.',
        ],
        remedy: `Change a label of ${name}: an annotation is not enough.`,
        fix: {
          kind: 'touch',
          object: refOf(object),
          why: 'The operator checks the object again when a label changes.',
        },
      };
    return {
      summary: `${title(stack.ref)} rejects ${name}: what it refers to is not there.`,
      because: [
        ...missing.map(({ field, problem }) => `${field}: ${problem}`),
        ...(others.length === 0 ? [] : [`in another namespace: ${others.join(', ')}`]),
        `The operator looks in the namespace of the ${object.kind}, ${object.metadata.namespace ?? ''}, and ignores "optional".`,
      ],
      remedy: 'Create it there, or correct the reference.',
      fix: fixOf(object, missing),
    };
  },
});

/** Where a Secret has one key, that one is meant; else only the author knows. */
function fixOf(object: KubeObject, missing: readonly Missing[]): Fix {
  const fields = missing.flatMap(({ path, key, keys }) => {
    const [only, second] = keys ?? [];
    return only !== undefined && second === undefined ? [{ path: [...path, 'key'], was: key, becomes: only }] : [];
  });
  if (fields.length === missing.length)
    return {
      kind: 'patch',
      object: refOf(object),
      fields,
      risk: 'It is taken that the one key of the Secret is meant.',
    };
  return {
    kind: 'advise',
    steps: missing.map(({ field, problem }) => `${field}: ${problem}`),
    whyNotAutomatic: 'What belongs into it is a secret that is written nowhere here.',
  };
}
