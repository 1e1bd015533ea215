import { apiVersionOf, findResource, versionOf } from '../../kube/resources.ts';
import { isCustomGroup } from '../../kube/refs.ts';
import type { FieldProblem } from '../../model/index.ts';

/**
 * The version of an object of the Prometheus Operator that its CRD does not serve: the API server refuses the object ("no
 * matches for kind"). What is to be written is the last of the table, which every installation serves: v1beta1 of
 * AlertmanagerConfig is only in the CRDs with the conversion webhook (prometheus-operator 0.93 example/prometheus-operator-crd).
 */
export function versionProblem(apiVersion: string, kind: string): FieldProblem | undefined {
  const group = apiVersion.slice(0, apiVersion.indexOf('/'));
  const resource = findResource(group, kind);
  const version = versionOf(apiVersion);
  if (!resource || resource.versions.includes(version)) return undefined;
  return {
    kind: 'invalid',
    path: ['apiVersion'],
    message: isCustomGroup(group)
      ? `the CRD of ${kind} serves ${resource.versions.join(' and ')}, not ${version}`
      : `Kubernetes serves ${kind} as ${resource.versions.map((each) => apiVersionOf(resource, each)).join(' and ')}, not ${apiVersion}`,
    near: apiVersionOf(resource, resource.versions.at(-1)),
  };
}
