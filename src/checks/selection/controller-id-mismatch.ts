import { defineCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { nameOf, title } from '../../kube/refs.ts';
import {
  CONTROLLER_ID,
  hasControllerId,
  hiddenFlags,
  hiddenOperators,
  inInstanceScope,
} from '../../backends/prometheus-operator/selection.ts';

/** The stack carries another controller id than the operators that could take it. */
export const controllerIdMismatch = defineCheck({
  id: 'controller-id-mismatch',
  title: 'The controller id of the stack is not the one of the operator',
  stage: 'selection',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: ({ stack }, { world }) => {
    const inScope = (stack.operators ?? []).filter((operator) => inInstanceScope(operator, stack));
    const [first] = inScope;
    if (!first || inScope.some((operator) => hasControllerId(operator, stack))) return [];
    const hidden = [...hiddenOperators(world), ...hiddenFlags(inScope)];
    if (hidden.length > 0) return { unknown: hidden };
    return [
      {
        operator: nameOf(first.operator),
        flag: first.controllerId,
        annotation: stack.annotations[CONTROLLER_ID] ?? null,
      },
    ];
  },
  explain: ({ operator, flag, annotation }, { stack }) => ({
    summary: `The operator ${operator} passes over ${title(stack.ref)}: the controller ids differ.`,
    because: [
      `operator --controller-id: ${flag === '' ? 'not set' : flag}`,
      `annotation ${CONTROLLER_ID} of ${title(stack.ref)}: ${annotation ?? 'not set'}`,
    ],
    remedy:
      flag === ''
        ? `Remove the annotation from ${title(stack.ref)}.`
        : `Set the annotation of ${title(stack.ref)} to ${flag}.`,
    fix: {
      kind: 'patch',
      object: stack.ref,
      fields: [
        { path: ['metadata', 'annotations', CONTROLLER_ID], was: annotation, becomes: flag === '' ? null : flag },
      ],
      risk: 'Another operator that reconciles the stack by this id would let go of it.',
    },
  }),
});
