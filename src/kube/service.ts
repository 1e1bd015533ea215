import type { JsonObject, KubeObject, Labels } from '../model/index.ts';
import { labelsAt, stringAt } from './json.ts';

/** Are all of the wanted labels among these, with their values? */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** The selector of a Service; empty where it has none. */
export function podSelectorOf(service: KubeObject): Labels {
  return labelsAt(service.body, 'spec', 'selector');
}

/** Does a Service select pods with these labels, in its own namespace? A Service without a selector selects none. */
export function selectsPods(service: KubeObject, podLabels: Labels): boolean {
  const selector = podSelectorOf(service);
  return Object.keys(selector).length > 0 && hasLabels(podLabels, selector);
}

/**
 * Does a port speak gRPC, and so no metrics? By appProtocol, by its name (Istio's way: `grpc`, `grpc-NAME`), or as the port
 * of cilium's peers (cilium v1.18 install/kubernetes/cilium/templates/hubble/peer-service.yaml).
 */
export function speaksGrpc({ metadata }: KubeObject, port: JsonObject): boolean {
  const name = stringAt(port, 'name') ?? '';
  return (
    /^(?:grpc|kubernetes\.io\/h2c)$/i.test(stringAt(port, 'appProtocol') ?? '') ||
    /^grpc(?:-(?!.*metrics)|$)/.test(name) ||
    (metadata.name === 'hubble-peer' && name === 'peer-service')
  );
}
