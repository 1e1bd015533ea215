import { objectsAt, stringAt } from '../../../kube/json.ts';
import { memo } from '../../../kube/memo.ts';
import { parseExpression } from '../../../lang/promql/index.ts';
import type { KubeObject } from '../../../model/index.ts';

/** A job that a rule asks for by its whole name. */
export interface AskedJob {
  readonly rule: string;
  readonly job: string;
  /** Of the metrics that Prometheus itself writes for each target: they have the target's job. */
  readonly ofTarget: boolean;
  readonly metric?: string;
  /** It asks whether there is none. */
  readonly absent: boolean;
}

/** prometheus scrape/scrape.go: the report of each scrape. */
const OF_TARGET = /^(?:up|scrape_.*)$/;

/** The job that recording rules of these write by labels of their own: "metric job". */
export const recordedJobs = memo((object: KubeObject): readonly Pick<AskedJob, 'metric' | 'job'>[] =>
  objectsAt(object.body, 'spec', 'groups').flatMap((group) =>
    objectsAt(group, 'rules').flatMap((rule) => {
      const metric = stringAt(rule, 'record');
      const job = stringAt(rule, 'labels', 'job') ?? stringAt(group, 'labels', 'job');
      return metric === undefined || job === undefined ? [] : [{ metric, job }];
    }),
  ),
);

/** The jobs that the rules of a PrometheusRule ask for by `job="…"`; what cannot be parsed is left out. */
export const jobsAskedFor = memo((object: KubeObject): readonly AskedJob[] => {
  const rules = objectsAt(object.body, 'spec', 'groups').flatMap((group) => objectsAt(group, 'rules'));
  const answer = rules.flatMap((rule): readonly AskedJob[] => {
    const expression = stringAt(rule, 'expr') ?? '';
    const parsed = parseExpression(expression);
    if (parsed.kind !== 'ok') return [];
    const name = stringAt(rule, 'alert') ?? stringAt(rule, 'record') ?? '';
    const absent = /\babsent(?:_over_time)?\b/.test(expression);
    return parsed.selectors.flatMap(({ metric, matchers }) =>
      matchers.flatMap(({ name: label, op, value }) =>
        label === 'job' && op === '=' && value !== ''
          ? [
              {
                rule: name,
                job: value,
                absent,
                ofTarget: OF_TARGET.test(metric ?? ''),
                ...(metric === undefined ? {} : { metric }),
              },
            ]
          : [],
      ),
    );
  });
  return answer;
});
