import type { Api } from './api.ts';
import type { Pod } from './pod.ts';

/** The bed's one node. Without it the controllers give a Pod no place in an EndpointSlice, and DaemonSets have no Pods. */
const NODE = 'bed';

/** Registers the node as its kubelet would; `address` is its own. */
export const registerNode = async (api: Api, address: string): Promise<void> => {
  const labels = { 'kubernetes.io/hostname': NODE, 'kubernetes.io/os': 'linux' };
  await api.json('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE, labels } });
  const path = `/api/v1/nodes/${NODE}`;
  const status = {
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: NODE },
    ],
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
  };
  await api.json('PATCH', `${path}/status`, { status }, 'application/merge-patch+json');
  // The API server taints every new node as not ready; the controller that would take that away is not here.
  await api.json('PATCH', path, { spec: { taints: null } }, 'application/merge-patch+json');
};

/** Plays the scheduler: there is one node, and room for every Pod. */
export const bindToNode = async (api: Api, { metadata, spec }: Pod): Promise<void> => {
  if (spec.nodeName !== undefined) return;
  await api.json('POST', `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/binding`, {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: metadata.name, uid: metadata.uid },
    target: { apiVersion: 'v1', kind: 'Node', name: NODE },
  });
};
