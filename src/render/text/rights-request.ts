import { command, inNamespace } from '../../kube/shell.ts';

/** A text for the user who may see the whole cluster, from one who may see the namespace only. `asks`: the command asks Prometheus. */
export function rightsRequest(namespace: string, asks: boolean): string {
  return [
    '',
    `The second object is a ClusterRole: which stacks select namespace ${namespace} is outside of it.`,
    ...(asks
      ? [
          'The third one is to be bound in the namespaces where a Prometheus runs (kubectl create rolebinding -n …): what it does is asked of its pods. Without it those checks are not made.',
        ]
      : []),
    'If you cannot have them, send this:',
    '',
    `  We want to know why our monitors in namespace ${namespace} are not taken up, and may not read the Prometheus objects.`,
    '  Please run this read-only command and send us its output; it holds no Secret and no credential:',
    '',
    '    npx promwire snapshot > stacks.yaml',
    '',
    '  or, without promwire:',
    '',
    '    kubectl get prometheuses,prometheusagents,thanosrulers,namespaces -A -o yaml > stacks.yaml',
    '',
    `Then: ${command`promwire check ${inNamespace(namespace)} --captured stacks.yaml`}`,
    '',
  ].join('\n');
}
