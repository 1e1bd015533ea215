/** Series as two kuberhealthy pods would leave them in Prometheus, step by step. */

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** One value per step; null: the series is not exposed. */
  readonly values: readonly (number | null)[];
}

/** Some steps of one check: what it says of its newest run. A text of several is a new one on every step. */
export interface Phase {
  readonly steps: number;
  readonly state: 'ok' | 'failed' | 'never-run' | 'absent';
  /** `#` is replaced by the number of the step. */
  readonly error?: string;
  /** A run ends every so many steps, 1 by default; 0: the check has stopped running. */
  readonly every?: number;
  /** Seconds that each run takes. */
  readonly took?: number;
}

/** What a scrape does to the labels of what it scrapes. */
export const shapes = {
  'our monitor and the chart’s': (exposed, target) => ({
    ...exposed,
    ...target,
    ...(exposed['namespace'] === undefined ? {} : { exported_namespace: exposed['namespace'] }),
  }),
  honorLabels: (exposed, target) => ({ ...target, ...exposed }),
  'enforced namespace label': (exposed, target) => ({
    ...exposed,
    ...target,
    namespace: 'monitors',
    ...(exposed['namespace'] === undefined ? {} : { exported_namespace: exposed['namespace'] }),
  }),
  'enforced namespace label and honorLabels': (exposed, target) => ({ ...target, ...exposed, namespace: 'monitors' }),
  'enforced tenant label': (exposed, target) => ({
    ...exposed,
    ...target,
    tenant: 'monitors',
    ...(exposed['namespace'] === undefined ? {} : { exported_namespace: exposed['namespace'] }),
  }),
  'a scrape configuration by hand': (exposed, { job, instance }) => ({
    job: job ?? '',
    instance: instance ?? '',
    ...exposed,
  }),
} as const satisfies Record<string, (exposed: LabelSet, target: LabelSet) => LabelSet>;

type LabelSet = Readonly<Record<string, string>>;
export type Shape = keyof typeof shapes;
export const DEFAULT_SHAPE: Shape = 'our monitor and the chart’s';

/** Labels of the targets of both pods. */
const targets: readonly LabelSet[] = ['10.244.0.11', '10.244.0.12'].map((address, index) => ({
  namespace: 'kuberhealthy',
  job: 'kuberhealthy',
  service: 'kuberhealthy',
  endpoint: 'http',
  container: 'kuberhealthy',
  pod: `kuberhealthy-7c9f5d7b6c-x2k4${index}`,
  instance: `${address}:8080`,
}));

/** One exposed series on both pods (or those of the indexes given), relabelled as the shape does. */
export function onPods(
  name: string,
  exposed: LabelSet,
  values: readonly (number | null)[],
  shape: Shape,
  pods = [0, 1],
): readonly Series[] {
  return pods.map((pod) => ({ name, labels: shapes[shape](exposed, targets[pod]!), values }));
}

/** `times` times the same value. */
export function flat(value: number | null, times: number): readonly (number | null)[] {
  return Array.from({ length: times }, () => value);
}

interface CheckOptions {
  readonly version: 'v2' | 'v3';
  readonly name: string;
  readonly namespace: string;
  readonly phases: readonly Phase[];
  readonly shape?: Shape;
  /** The check's own labels of version 3. */
  readonly own?: LabelSet;
  /** Seconds per step, 30 by default. */
  readonly step?: number;
}

/** Every series that a check has in its version, through all of its phases. */
export function check(options: CheckOptions): readonly Series[] {
  const { version, name, namespace, phases, own = {}, shape = DEFAULT_SHAPE } = options;
  const steps = phases.flatMap((phase) => Array.from({ length: phase.steps }, () => phase));
  const exposed = { check: version === 'v2' ? `${namespace}/${name}` : name, namespace, ...own };

  const states = new Map<string, { labels: LabelSet; values: (number | null)[] }>();
  for (const [step, phase] of steps.entries()) {
    if (phase.state === 'absent' || (phase.state === 'never-run' && version === 'v2')) continue;
    const error = (phase.error ?? '').replaceAll('#', String(step));
    const value = phase.state === 'ok' ? 1 : 0;
    const key = JSON.stringify([value, error]);
    const one = states.get(key) ?? {
      labels: { ...exposed, status: String(value), ...(error === '' ? {} : { error }) },
      values: [...flat(null, steps.length)],
    };
    one.values[step] = value;
    states.set(key, one);
  }
  const told = steps.map((phase) => phase.state !== 'absent' && (version === 'v3' || phase.state !== 'never-run'));
  const where = (values: readonly number[]) => values.map((value, step) => (told[step] === true ? value : null));
  const series = [...states.values()].flatMap(({ labels, values }) =>
    onPods('kuberhealthy_check', labels, values, shape),
  );
  const { passed, failed, since, took } = history(steps, options.step ?? 30);
  const zero = steps.map(() => 0);
  const gauges: readonly (readonly [string, readonly number[]])[] =
    version === 'v2'
      ? [['duration_seconds', took]]
      : [
          ['duration_seconds', took],
          ['success_total', passed],
          ['failure_total', failed],
          ['seconds_since_success', since],
          ['consecutive_failures', zero],
        ];
  return [
    ...series,
    ...gauges.flatMap(([name, values]) => onPods(`kuberhealthy_check_${name}`, exposed, where(values), shape)),
  ];
}

/** What a check's counters and clocks say at each step. No two runs take exactly the same time. */
function history(steps: readonly Phase[], step: number) {
  const all = { passed: [] as number[], failed: [] as number[], since: [] as number[], took: [] as number[] };
  let [passed, failed, since, took, wait] = [0, 0, -1, 0, 0];
  for (const phase of steps) {
    const every = phase.every ?? 1;
    wait -= 1;
    if (since >= 0) since += step;
    if (every > 0 && wait <= 0 && (phase.state === 'ok' || phase.state === 'failed')) {
      wait = every;
      if (phase.state === 'ok') [passed, since] = [passed + 1, 0];
      else failed += 1;
      if (phase.took !== undefined) took = phase.took + ((passed + failed) % 7) / 1000;
    }
    all.passed.push(passed);
    all.failed.push(failed);
    all.since.push(since);
    all.took.push(took);
  }
  return all;
}

/** What kuberhealthy's pods always expose, and their `up`. `leaders`: 1 or 0 per pod and step (v3). */
export function alive(
  steps: number,
  options: {
    readonly state?: readonly (number | null)[];
    readonly leaders?: readonly (readonly (number | null)[])[];
    readonly up?: readonly (readonly (number | null)[])[];
    readonly shape?: Shape;
  } = {},
): readonly Series[] {
  const shape = options.shape ?? DEFAULT_SHAPE;
  const pod = (index: number): readonly Series[] => {
    const up = options.up?.[index] ?? flat(1, steps);
    const whileUp = (values: readonly (number | null)[]) =>
      values.map((value, step) => (up[step] === 1 ? value : null));
    return [
      ...onPods('up', {}, up, shape, [index]),
      ...onPods('kuberhealthy_cluster_state', {}, whileUp(options.state ?? flat(1, steps)), shape, [index]),
      ...(options.leaders === undefined
        ? []
        : onPods('kuberhealthy_controller_leader', {}, whileUp(options.leaders[index] ?? flat(0, steps)), shape, [
            index,
          ])),
    ];
  };
  return [...pod(0), ...pod(1)];
}
