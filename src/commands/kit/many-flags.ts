/** Flags that name several clusters. */
import type { Flag } from './flag.ts';

export const MANY_FLAGS = {
  contexts: {
    name: 'context',
    value: 'NAME,…',
    many: true,
    help: 'context of the kubeconfig; of several, or repeated, each cluster is asked',
  },
  allContexts: { name: 'all-contexts', help: 'every context of the kubeconfig, each cluster once' },
  clusters: {
    name: 'cluster',
    value: 'NAME,…',
    many: true,
    help: 'which cluster of promwire.yaml, where it has several; it may be several, and repeated',
  },
  allClusters: { name: 'all-clusters', help: 'every cluster of promwire.yaml' },
} as const satisfies Record<string, Flag>;
