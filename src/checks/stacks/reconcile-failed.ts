import { defineStackCheck } from '../check.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { title } from '../../kube/refs.ts';
import { configSecretOf, configSecretRef } from '../../backends/alertmanager/config-secret.ts';
import { cureOf } from '../../backends/prometheus-operator/operator-says.ts';
import type { World } from '../../world/world.ts';
import type { Stack } from '../../model/index.ts';

/** The operator could not reconcile the stack: every monitor and rule of it stalls. */
export const reconcileFailed = defineStackCheck({
  id: 'reconcile-failed',
  title: 'The operator cannot reconcile the stack',
  stage: 'effect',
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: (stack, { world }): readonly Failure[] => {
    const invalid = invalidSelector(stack);
    const field = invalid && `spec.${invalid.field}`;
    if (field) return [{ said: `${field} is invalid`, message: invalid.reason, field }];
    return stack.reconciled?.status === 'False'
      ? [
          {
            said: `condition Reconciled of ${title(stack.ref)}: False`,
            message: stack.reconciled.message || stack.reconciled.reason,
            ...receiversOf(world, stack),
            ...(neverMade(stack) ? { neverMade: true } : {}),
          },
        ]
      : [];
  },
  about: (_evidence, stack) => stack.ref,
  state: ({ message }) => `cannot be reconciled: ${message}`,
  explain: ({ said, message, neverMade: never, receivers }, stack) => ({
    summary: `The operator cannot reconcile ${title(stack.ref)}: ${never ? 'it has no pod at all' : 'its old configuration stays'}.`,
    because: [
      said,
      `message: ${message}`,
      ...(receivers && /undefined receiver/.test(message)
        ? [
            `receivers of ${title(configSecretRef(stack) ?? stack.ref)}: ${receivers.map((name) => JSON.stringify(name)).join(', ')}`,
          ]
        : []),
    ],
    remedy: `${cureOf(message) ?? `Have the owner of ${title(stack.ref)} fix what the message names.`} Until then no change of ${stack.ref.kind === 'Alertmanager' ? 'a route or receiver' : 'a monitor or rule'} takes effect.`,
    changes: stack.ref,
    fix: {
      kind: 'advise',
      steps: [cureOf(message) ?? `Fix: ${message}`],
      whyNotAutomatic: 'The message names a part of the stack that is not ours to change.',
    },
  }),
});

interface Failure {
  readonly said: string;
  readonly message: string;
  readonly neverMade?: true;
  readonly field?: string;
  /** Names of the receivers that the configuration of an Alertmanager defines, where it was read. */
  readonly receivers?: readonly string[];
}

function receiversOf(world: World, stack: Stack): Pick<Failure, 'receivers'> {
  const secret = configSecretOf(world, stack);
  return secret?.kind === 'read' && secret.file.names.length > 0 ? { receivers: secret.file.names } : {};
}

/** The first configuration failed already, so there is no StatefulSet. */
function neverMade({ object }: Stack): boolean {
  return objectsAt(object.body, 'status', 'conditions').some(
    (condition) =>
      stringAt(condition, 'type') === 'Available' && stringAt(condition, 'reason') === 'StatefulSetNotFound',
  );
}

/** One selector that cannot be read stops the whole stack, whatever kind it is for. */
function invalidSelector(stack: Stack): { readonly field: string; readonly reason: string } | undefined {
  for (const { objects, namespaces, objectsField, namespacesField } of Object.values(stack.selections)) {
    if (objects.kind === 'invalid') return { field: objectsField, reason: objects.reason };
    if (namespaces.kind === 'invalid') return { field: namespacesField, reason: namespaces.reason };
  }
  return undefined;
}
