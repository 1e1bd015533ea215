import { defineStackCheck } from '../check.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { SELECTION } from '../../world/reads.ts';
import { title } from '../../kube/refs.ts';
import { command, inNamespace } from '../../kube/shell.ts';

/** The stack has no pod that runs: replicas 0, or none of them ready. */
export const prometheusNotRunning = defineStackCheck({
  id: 'prometheus-not-running',
  title: 'The stack does not run',
  stage: 'targets',
  stops: true,
  kinds: SUBJECT_KINDS,
  reads: SELECTION,
  find: (stack) => {
    const spec = stack.object.body['spec'];
    if (stack.replicas === 0) return [{ replicas: 0, reason: '', message: '' }];
    const available = objectsAt(stack.object.body, 'status', 'conditions').find(
      (condition) => stringAt(condition, 'type') === 'Available',
    );
    if (stringAt(available, 'status') !== 'False' || spec === undefined) return [];
    const reason = stringAt(available, 'reason') ?? '';
    // What the operator could not reconcile it never made: that is the cause, and reconcile-failed says it.
    if (reason === 'StatefulSetNotFound' && stack.reconciled?.status === 'False') return [];
    return [{ replicas: stack.replicas, reason, message: stringAt(available, 'message') ?? '' }];
  },
  about: (_evidence, stack) => stack.ref,
  state: ({ replicas }) => (replicas === 0 ? 'is scaled to 0 replicas' : 'has no pod that is ready'),
  explain: ({ replicas, reason, message }, stack) => {
    const nobody = replicas === 0;
    const idle = stack.ref.kind === 'Alertmanager' ? 'nobody is notified' : 'nothing is scraped or evaluated';
    return {
      summary: nobody
        ? `${title(stack.ref)} is scaled to 0 replicas, so ${idle}.`
        : `No pod of ${title(stack.ref)} is ready, so ${idle}.`,
      because: nobody
        ? ['spec.replicas: 0', 'The operator still writes its configuration, and nobody reads it.']
        : [
            `condition Available: False, ${reason || 'without a reason'}`,
            ...(message === '' ? [] : [`message: ${message}`]),
          ],
      remedy: nobody
        ? `Have the owner of ${title(stack.ref)} set spec.replicas to 1 or more.`
        : `Look why its pods are not ready: ${command`kubectl describe pods ${inNamespace(stack.ref.namespace)}`}.`,
      fix: nobody
        ? {
            kind: 'patch',
            object: stack.ref,
            fields: [{ path: ['spec', 'replicas'], was: 0, becomes: 1 }],
            risk: 'It may have been scaled down on purpose.',
          }
        : {
            kind: 'advise',
            steps: [command`kubectl describe pods ${inNamespace(stack.ref.namespace)}`],
            whyNotAutomatic: 'Why a pod is not ready is in its events and its log.',
          },
    };
  },
});
