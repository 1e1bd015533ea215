import { defineCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { makerText, valueText } from '../../backends/charts/made.ts';
import { refOf, title } from '../../kube/refs.ts';

/** The stack's selector for this kind is absent, which selects nothing; `{}` would select everything. */
export const selectorNull = defineCheck({
  id: 'selector-null',
  title: 'The stack has no selector for this kind, so it selects none',
  stage: 'selection',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ object, stack }) => {
    const selection = stack.selections[object.kind];
    return selection?.objects.kind === 'nothing' && !unmanagedScrape(object.kind, stack.restrictions.unmanaged)
      ? [{ field: selection.objectsField }]
      : [];
  },
  explain: ({ field }, { object, stack }) => ({
    summary: `${title(stack.ref)} selects no ${object.kind} at all: spec.${field} is not set.`,
    because: [
      `${title(stack.ref)} spec.${field}: not set, which selects nothing ({} would select everything)`,
      `${title(refOf(object))} can carry any label: none is looked at.`,
      ...makerText(stack),
    ],
    remedy: valueText(stack, field)
      ? `Have every ${object.kind} taken: ${valueText(stack, field) ?? ''}. Each kind has a value of its own.`
      : `Have the owner of ${title(stack.ref)} set spec.${field}, for example to {}. Each kind has a selector of its own: setting one does not open the others.`,
    fix: {
      kind: 'patch',
      object: stack.ref,
      fields: [{ path: ['spec', field], was: null, becomes: {} }],
      risk: `Every ${object.kind} of the namespaces in reach becomes part of this stack.`,
    },
  }),
});

/** All four scrape selectors null is another matter: prometheus-unmanaged. */
function unmanagedScrape(kind: string, unmanaged: boolean): boolean {
  return unmanaged && kind !== 'PrometheusRule';
}
