/** What is known of an application from its metrics. */
import type { Family, Profile, Scrape } from '../../model/index.ts';

export interface Application {
  readonly id: string;
  readonly title: string;
  readonly namespace: string;
  /** The value of the label `job` of its series. */
  readonly job: string;
}

export function profileOf(
  { id, title, namespace }: Application,
  scrape: Scrape,
  _families: readonly Family[],
): Profile {
  return {
    id,
    title,
    namespace,
    metricPrefixes: [],
    kinds: [],
    reads: [],
    environment: [],
    settings: [],
    variants: [
      {
        id: 'generic',
        title,
        detect: [],
        scrape,
        rules: [],
        dashboards: [],
        template: { rules: [], dashboards: [] },
        expectations: [{ kind: 'target-up' }],
      },
    ],
  };
}
