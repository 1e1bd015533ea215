import { defineCheck } from '../check.ts';
import { at, objectsAt, stringAt } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { operatorsAtLeast } from '../../kube/version.ts';
import type { Fix, KubeObject, PatchField } from '../../model/index.ts';

/** The selector in the monitor is none: pkg/prometheus/resource_selector.go:195,345 (operator v0.93.0); looked at since 0.79.2. */
export const rejectedSelector = defineCheck({
  id: 'rejected-selector',
  title: 'The selector in the monitor is not valid',
  stage: 'admission',
  kinds: ['ServiceMonitor', 'PodMonitor'],
  reads: SELECTION,
  find: ({ object, stack }, context) => {
    if (!operatorsAtLeast(stack, '0.79.2')) return [];
    const selector = context.monitor(object)?.selector;
    return selector?.kind === 'invalid' ? [{ field: 'spec.selector', reason: selector.reason }] : [];
  },
  explain: ({ field, reason }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: its ${field} is not valid.`,
    because: [
      `${field}: ${reason}`,
      'In and NotIn need values, Exists and DoesNotExist take none; keys and values follow the rules of labels. The API server does not test this when the object is written.',
    ],
    remedy: `Correct ${field} of ${title(refOf(object))}.`,
    fix: fixOf(object, reason),
  }),
});

/** Values where none may be say nothing; anything else only the author can know. */
function fixOf(object: KubeObject, reason: string): Fix {
  const fields = objectsAt(object.body, 'spec', 'selector', 'matchExpressions').flatMap(
    (expression, i): PatchField[] => {
      const bare = ['Exists', 'DoesNotExist'].includes(stringAt(expression, 'operator') ?? '');
      const values = at(expression, 'values');
      return bare && Array.isArray(values) && values.length > 0
        ? [{ path: ['spec', 'selector', 'matchExpressions', String(i), 'values'], was: values, becomes: null }]
        : [];
    },
  );
  if (fields.length === 1 && reason.endsWith('takes no values'))
    return {
      kind: 'patch',
      object: refOf(object),
      fields,
      risk: 'The values were never looked at; if only these were meant, the operator should be In or NotIn.',
    };
  return {
    kind: 'advise',
    steps: [`Correct spec.selector: ${reason}`],
    whyNotAutomatic: 'What it was meant to select is known only to the author.',
  };
}
