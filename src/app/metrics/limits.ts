/** What a stack takes of one scrape: more than that fails it as a whole. */
import { numberAt } from '../../kube/json.ts';
import { title } from '../../kube/refs.ts';
import type { Blocked, Plan, Stack } from '../../model/index.ts';
import { isMonitorMade } from './scraped-otherwise.ts';

interface Proposed {
  readonly stack: Stack;
  readonly plan: Plan;
  /** On the page of the application; undefined: it was not read. */
  readonly samples: number | undefined;
}

/**
 * Limits that a monitor of ours would run into, having none of its own: the enforced one, else the one that the stack gives
 * (prometheus-operator pkg/prometheus/promcfg.go AddLimitsToYAML); 0 is none. Prometheus counts samples after
 * metricRelabelings, of which ours has none, and fails every target of a job with too many (scrape/scrape.go, target.go).
 */
export function overLimits({ stack, plan, samples = 0 }: Proposed): readonly Blocked[] {
  if (!isMonitorMade(plan)) return [];
  const targets = plan.expectations.flatMap((each) => (each.kind === 'target-up' ? [each.expected ?? 0] : []))[0] ?? 0;
  return [
    ...over(stack, ['enforcedSampleLimit', 'sampleLimit'], samples, (limit, field) => ({
      why: `takes at most ${limit} samples of a scrape (spec.${field}), and the page of the application has ${samples}: every scrape would fail, and store nothing.`,
      remedy: `Have its owner raise spec.${field}, or have the application expose less. With --metrics FILE, a page of what it will be is counted.`,
    })),
    ...over(stack, ['enforcedTargetLimit', 'targetLimit'], targets, (limit, field) => ({
      why: `takes at most ${limit} targets of a monitor (spec.${field}), and the application has ${targets}: none of them would be scraped.`,
      remedy: `Have its owner raise spec.${field}.`,
    })),
  ];
}

function over(
  stack: Stack,
  [enforced, own]: readonly [string, string],
  count: number,
  words: (limit: number, field: string) => Pick<Blocked, 'why' | 'remedy'>,
): readonly Blocked[] {
  const field = (numberAt(stack.object.body, 'spec', enforced) ?? 0) > 0 ? enforced : own;
  const limit = numberAt(stack.object.body, 'spec', field) ?? 0;
  if (limit <= 0 || count <= limit) return [];
  const { why, remedy } = words(limit, field);
  return [{ object: stack.ref, why: `${title(stack.ref)} ${why}`, remedy }];
}
