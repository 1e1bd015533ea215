import type { KnownChart } from '../kube/at-source.ts';
import { keyOf, refOf } from '../kube/refs.ts';
import type { KubeObject } from '../model/index.ts';
import type { Analysis } from './analysis.ts';

/** What the profile of the application behind an object knows of the chart that installs it. */
export function chartKnownFor(analysis: Analysis, object: KubeObject): KnownChart | undefined {
  const app = analysis.ledTo().get(keyOf(refOf(object)));
  const { variants = [] } = analysis.rulebook.profiles.find(({ id }) => id === app?.profile) ?? {};
  return variants.find(({ id }) => id === app?.variant)?.chart;
}
