import type { Lack } from '../../kube/nearly-admits.ts';
import type { Direction } from '../../kube/network-policy.ts';
import type { Stack } from '../../model/index.ts';

/** What keeps a policy that is near to it from admitting a connection. */
export function lackText(
  lack: Lack,
  { direction, namespace, ports }: { direction: Direction; namespace: string; ports: readonly number[] },
  { ref }: Stack,
): string {
  const policy = `NetworkPolicy ${lack.policy}`;
  switch (lack.of) {
    case 'port':
      return `${policy} admits ${direction === 'ingress' ? 'Prometheus' : 'the pods'}, but not port ${ports.join(', ')} of the pods.`;
    case 'namespaceSelector':
      return `In ${policy} the podSelector is alone, and so means pods of namespace ${namespace} only.`;
    case 'namespace':
      return `${policy} asks for namespaces with ${lack.label}, and namespace ${ref.namespace ?? ''} lacks that label.`;
    case 'pods':
      return `${policy} asks for pods with ${lack.label}, and those of Prometheus lack that label.`;
  }
}
