import type { KubeObject, Labels } from '../model/index.ts';
import { labelsAt } from './json.ts';

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
