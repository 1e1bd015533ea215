import { title } from '../../../kube/refs.ts';
import type { KubeObject, Unanswered } from '../../../model/index.ts';
import type { TargetContext } from '../../../world/context.ts';
import { rulesOf } from './asks.ts';
import type { Recordings } from './missing.ts';
import { storedIn } from './stored.ts';
import type { Stored } from './stored.ts';

/** A Prometheus that was asked for series, as checks compare with it. */
export interface Source {
  readonly prometheus: string;
  readonly answer: Stored | Unanswered;
  readonly recordings: Recordings;
}

/** Every Prometheus that was asked for series, of those that evaluate a rule; all of them for a dashboard. */
export function sourcesFor(context: TargetContext, object: KubeObject): readonly Source[] {
  const rules = (found: readonly KubeObject[]): ReturnType<typeof rulesOf> => found.flatMap(rulesOf);
  const stacks = context.stacks.filter((stack) => object.kind !== 'PrometheusRule' || context.selected(object, stack));
  return [
    ...stacks.flatMap((stack) => {
      const live = context.live(stack);
      const answer = live && storedIn(live);
      if (!answer) return [];
      return [
        {
          prometheus: title(stack.ref),
          answer,
          recordings: recordingsOf(rules(context.selectedBy(stack, 'PrometheusRule')), answer),
        },
      ];
    }),
    ...context.addressed.flatMap((live) => {
      const answer = storedIn(live);
      if (!answer) return [];
      const all = context.world.all('monitoring.coreos.com', 'PrometheusRule');
      return [{ prometheus: title(live.stack), answer, recordings: recordingsOf(rules(all), answer) }];
    }),
  ];
}

function recordingsOf(rules: ReturnType<typeof rulesOf>, answer: Stored | Unanswered): Recordings {
  const found = new Map<string, string[]>();
  const loaded = 'kind' in answer ? [] : answer.recordings.map(({ name, query }) => ({ record: name, expr: query }));
  for (const { record, expr } of [...rules, ...loaded])
    if (record !== undefined) found.set(record, [...(found.get(record) ?? []), expr]);
  return found;
}
