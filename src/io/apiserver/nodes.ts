/** The schemas of the API server, by number and by kind. */
import { apiSchemas } from '../../generated/api-schemas.ts';
import { own } from '../../kube/json.ts';
import type { SchemaNode } from '../../model/schema.ts';

export const nodeOf = (number: number): SchemaNode => apiSchemas.nodes[number] ?? {};

/** The number of a kind's schema; of a version that is not carried, that of one that is. */
export function rootOf(apiVersion: string, kind: string): number | undefined {
  const exact = own(apiSchemas.roots, `${apiVersion}/${kind}`);
  if (exact !== undefined) return exact;
  const group = apiVersion.slice(0, apiVersion.indexOf('/') + 1);
  const other = Object.keys(apiSchemas.roots).find(
    (key) => group !== '' && key.startsWith(group) && key.endsWith(`/${kind}`) && kind !== 'AlertmanagerConfig',
  );
  return other === undefined ? undefined : apiSchemas.roots[other];
}
