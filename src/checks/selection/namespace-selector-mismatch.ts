import { defineCheck } from '../check.ts';
import { SCRAPE_KINDS, SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { makerText, valueText } from '../../backends/charts/made.ts';
import { selectionFacts } from '../../backends/prometheus-operator/selection.ts';
import { openShiftDivision, openShiftRemedy } from '../../backends/readers/openshift.ts';
import { unmetIn, unmetText } from '../../kube/near-labels.ts';
import { printSelector } from '../../kube/selector.ts';

/** The stack does not look into the object's namespace. */
export const namespaceSelectorMismatch = defineCheck({
  id: 'namespace-selector-mismatch',
  title: 'The stack does not look into the namespace of the object',
  stage: 'selection',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ object, stack }, { world }) => {
    const facts = selectionFacts(world, object, stack);
    if (!facts || facts.namespace.selected === 'yes') return [];
    if (facts.namespace.selected === 'unknown') return { unknown: facts.namespace.gaps };
    if (facts.selection.namespaces.kind === 'invalid') return [];
    const namespace = object.metadata.namespace ?? '';
    const { labels, complete } = world.namespaceLabels(namespace) ?? { labels: {}, complete: false };
    // A label that was not read may be there.
    const unmet = facts.namespace.unmet
      .filter(({ key }) => complete || Object.hasOwn(labels, key))
      .map((requirement) => unmetIn(labels, requirement));
    return [
      {
        field: facts.selection.namespacesField,
        namespace,
        ...(unmet.length > 0 ? { unmet } : {}),
        selector: printSelector(facts.selection.namespaces),
        own: facts.selection.namespaces.kind === 'own-namespace',
      },
    ];
  },
  explain: ({ field, namespace, unmet = [], selector, own }, { object, stack }) => ({
    summary: `${title(stack.ref)} does not look for ${object.kind} objects in namespace ${namespace}.`,
    because: [
      `${title(stack.ref)} spec.${field}: ${selector}`,
      `${title(refOf(object))} is in namespace: ${namespace}`,
      ...(unmet.length > 0 ? [`Namespace ${namespace} has: ${unmet.map(unmetText).join(', ')}`] : []),
      own
        ? `An absent ${field} means the stack's own namespace, ${stack.ref.namespace ?? ''}; {} would mean every namespace.`
        : (openShiftDivision(stack, namespace, keysOf(unmet)) ??
          (isByName(unmet)
            ? `${NAME} is the name of a namespace: the API server sets it, and no other value holds.`
            : `The selector is matched against the labels of Namespace ${namespace}, not against its name.`)),
      ...makerText(stack),
    ],
    field: ['metadata', 'namespace'],
    changes: stack.ref,
    remedy: valueText(stack, field)
      ? `Have it look everywhere: ${valueText(stack, field) ?? ''}.`
      : own
        ? `Put ${SCRAPE_KINDS.includes(object.kind) ? 'a monitor' : `the ${object.kind}`} into namespace ${stack.ref.namespace ?? ''}, or have the owner of ${title(stack.ref)} set spec.${field} to {}.`
        : isByName(unmet)
          ? `Have the owner of the stack add ${namespace} to spec.${field}, or put the ${object.kind} into a namespace that it names.`
          : (openShiftRemedy(stack, namespace, keysOf(unmet)) ??
            `Have the owner of the stack widen spec.${field}, or have the cluster's owner label Namespace ${namespace} to match it.`),
    fix: {
      kind: 'advise',
      steps: [
        own
          ? `Set spec.${field}: {} on ${title(stack.ref)}.`
          : isByName(unmet)
            ? `Add ${namespace} to the names in spec.${field} of ${title(stack.ref)}.`
            : `Label Namespace ${namespace} so that it matches ${selector}.`,
      ],
      whyNotAutomatic: 'Labels of a namespace and selectors of a stack decide about more than this one object.',
    },
  }),
});

/** The API server sets it to the name of the namespace, and keeps it so (NamespaceDefaultLabelName). */
const NAME = 'kubernetes.io/metadata.name';

const keysOf = (unmet: readonly { readonly key: string }[]): readonly string[] => unmet.map(({ key }) => key);

const isByName = (unmet: readonly { readonly key: string }[]): boolean => unmet.some(({ key }) => key === NAME);
