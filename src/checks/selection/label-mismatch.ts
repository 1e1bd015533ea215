import type { Found } from '../../world/context.ts';
import { defineCheck } from '../check.ts';
import { printLabels } from '../../kube/at-source.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { labelsAt, objectsAt } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { makerText, openAbout, slipText, valueText } from '../../backends/charts/made.ts';
import { unfilled } from '../../kube/variables.ts';
import { selectionFacts } from '../../backends/prometheus-operator/selection.ts';
import { unmetIn, unmetText, type Unmet } from '../../kube/near-labels.ts';
import { satisfy } from '../../kube/selector.ts';
import type { Fix } from '../../model/index.ts';

interface Evidence {
  /** The stack's selector field. */
  readonly field: string;
  readonly unmet: readonly Unmet[];
  /** A label that would fit is on the alerts inside the rule, where no selector looks. */
  readonly foundInside?: string;
}

/** The selector of the stack names labels that the object does not carry. */
export const labelMismatch = defineCheck({
  id: 'label-mismatch',
  title: 'The labels of the object are not those that the stack selects',
  stage: 'selection',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ object, stack }, { world }): Found<Evidence> => {
    const facts = selectionFacts(world, object, stack);
    const open = openAbout(stack, object.kind);
    if (facts && open) return { unknown: [open] };
    if (!facts || facts.labels.selected || facts.selection.objects.kind !== 'matching') return [];
    const { labels } = object.metadata;
    const variables = facts.labels.unmet.flatMap(({ key }) => unfilled(refOf(object), labels[key]));
    if (variables.length > 0) return { unknown: variables };
    const unmet = facts.labels.unmet.map((requirement) => unmetIn(labels, requirement));
    const inside = labelsInside(object.body).find(([key, value]) =>
      facts.labels.unmet.some(
        (requirement) => requirement.key === key && requirement.operator === 'In' && requirement.values.includes(value),
      ),
    );
    return [{ field: facts.selection.objectsField, unmet, ...(inside ? { foundInside: inside.join('=') } : {}) }];
  },
  distance: ({ unmet }) => unmet.length,
  explain: ({ field, unmet, foundInside }, { object, stack }) => {
    const value = valueText(stack, field);
    const change = satisfy(stack.selections[object.kind]?.objects ?? { kind: 'nothing' }, object.metadata.labels);
    const step = change && `Set ${printLabels(change)} in metadata.labels of ${title(refOf(object))}.`;
    const fix: Fix | undefined =
      change?.choices && step !== undefined
        ? { kind: 'advise', steps: [step], whyNotAutomatic: 'Which of the values is meant is not written anywhere.' }
        : change && { kind: 'labels', object: refOf(object), set: change.set, remove: change.remove };
    return {
      summary: `${title(stack.ref)} does not select ${title(refOf(object))}: the labels differ.`,
      because: [
        `${title(stack.ref)} wants: ${unmet.map((entry) => entry.requires).join(', ')}`,
        `${title(refOf(object))} has: ${unmet.map(unmetText).join(', ')}`,
        `spec.${field} decides; it reads metadata.labels of the ${object.kind} only.`,
        ...(foundInside === undefined
          ? []
          : [`${foundInside} is on the alerts inside the rule, where no selector looks.`]),
        ...makerText(stack),
        ...slipText(stack, field),
      ],
      // A label with another value is the one to correct; what is absent is added to the others.
      field: ['metadata', 'labels', (unmet.find(({ found }) => found !== null) ?? unmet[0])?.key ?? ''],
      remedy:
        step ??
        `No label can satisfy spec.${field}: its requirements exclude each other. Correct the selector${value === undefined ? '' : `, or have every ${object.kind} taken: ${value}`}.`,
      ...(fix ? { fix } : {}),
    };
  },
});

/** Labels of the rules of a PrometheusRule, as [key, value]. */
function labelsInside(body: Parameters<typeof objectsAt>[0]): readonly (readonly [string, string])[] {
  return objectsAt(body, 'spec', 'groups').flatMap((group) =>
    objectsAt(group, 'rules').flatMap((rule) => Object.entries(labelsAt(rule, 'labels'))),
  );
}
