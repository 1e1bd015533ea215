import { demoCluster } from '../generated/demo-cluster.ts';
import { readFiles } from '../io/files/index.ts';
import type { FileSnapshot } from '../io/files/index.ts';

/** The bundled snapshot of a cluster, as two `helm install`s leave it: one label is wrong, and nothing shows up. */
export async function readDemo(): Promise<FileSnapshot> {
  const bytes = new TextEncoder().encode(demoCluster);
  const nothing = async (): Promise<never> => await Promise.reject(new Error('the demo reads one file'));
  return await readFiles(['demo-cluster.yaml'], {
    isFolder: async () => await Promise.resolve(false),
    list: nothing,
    read: async () => await Promise.resolve(bytes),
    stdin: nothing,
  });
}
