import { jobsOfTargets } from '../../backends/prometheus-operator/discovery/job-label.ts';
import { rawEndpoint } from '../../backends/prometheus-operator/discovery/endpoints.ts';
import { memo2, once } from '../../kube/memo.ts';
import { own, stringAt } from '../../kube/json.ts';
import { refOf } from '../../kube/refs.ts';
import type { Gap, KubeObject, Ref, Stack } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';

/** A monitor that a stack takes, and the jobs of its targets. */
export interface Provider {
  readonly ref: Ref;
  /** What its author may call the job: its own name and its jobLabel. */
  readonly names: readonly string[];
  /** Exporters may give their metrics another job (honorLabels), but for `up` and its like. */
  readonly honors?: true;
  /** Looked for when they are asked for: that reads Services or pods. */
  readonly jobs: () => {
    readonly values: readonly string[];
    /** Other jobs may come of it. */
    readonly open: boolean;
    readonly gaps: readonly Gap[];
    /** Its jobLabel is no label of any Service or pod, so its author expects another job. */
    readonly unlabelled: boolean;
    /** Labels of its Services or pods that have this value everywhere, so that jobLabel may name them. */
    readonly labelled: (job: string) => readonly string[];
  };
}

/** Labels that are there to name an application. */
const NAMING = ['app.kubernetes.io/name', 'app', 'k8s-app'];

/** Who gives a stack its jobs, but for its additionalScrapeConfigs. */
export const providersOf = memo2((context: TargetContext, stack: Stack): readonly Provider[] => {
  const taken = (kinds: readonly string[]): readonly KubeObject[] =>
    kinds.flatMap((kind) => context.selectedBy(stack, kind));
  return [
    ...taken(['ServiceMonitor', 'PodMonitor']).flatMap((object): readonly Provider[] => {
      const monitor = context.monitor(object);
      if (!monitor) return [];
      const jobLabel = stringAt(object.body, 'spec', 'jobLabel');
      const jobs = once(() => {
        const { sources, values, gaps, open } = jobsOfTargets(context.world, monitor, stack);
        const unlabelled = jobLabel !== undefined && !sources.some(({ metadata }) => own(metadata.labels, jobLabel));
        const labelled = (job: string): readonly string[] =>
          [...new Set([...NAMING, ...Object.keys(sources[0]?.metadata.labels ?? {})])].filter(
            (key) => sources.length > 0 && sources.every(({ metadata }) => own(metadata.labels, key) === job),
          );
        return { values, open: open || gaps.length > 0 || sources.length === 0, gaps, unlabelled, labelled };
      });
      const isHonoring = monitor.endpoints.some(({ index }) => rawEndpoint(object, index)['honorLabels'] === true);
      const honors = isHonoring ? { honors: true as const } : {};
      return [{ ref: monitor.ref, names: [monitor.ref.name, ...(jobLabel ? [jobLabel] : [])], ...honors, jobs }];
    }),
    // A Probe and a ScrapeConfig name their job themselves, else it is the pool's name.
    ...taken(['Probe', 'ScrapeConfig']).map((object): Provider => {
      const job = stringAt(object.body, 'spec', 'jobName');
      const jobs = {
        values: job === undefined ? [] : [job],
        open: true,
        gaps: [],
        unlabelled: false,
        labelled: () => [],
      };
      return { ref: refOf(object), names: [object.metadata.name], jobs: () => jobs };
    }),
  ];
});
