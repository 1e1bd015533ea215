/**
 * What kuberhealthy 3.0.13 does with its checks, by internal/kuberhealthy/kuberhealthy.go and cmd/kuberhealthy/webserver.go:
 * the pod that leads starts what is due; a run ends with the report of its pod, or two seconds after its time-out; a pod
 * that can not be created is a failed run, and since only a pod that was created counts as a start, the check is due
 * again at once. Status is kept in the cluster: every pod tells the same of it, and restarts do not change it.
 */
import type { Random } from '../../differential/random.ts';
import type { CheckNow, Happening, HealthCheck, Moment, Outcome, Result } from './nouns.ts';

const GRACE = 2;
const SHORTEST_LOOP = 1;
const SWEEP = 60;

interface Run {
  readonly uuid: string;
  readonly pod: string;
  readonly started: number;
  /** When its pod reports, or its leader takes it for timed out; null when the report was lost and nobody waits. */
  ends: number | null;
}

interface Check {
  spec: HealthCheck;
  result: Result;
  errors: readonly string[];
  lastPassed: number | null;
  successes: number;
  failures: number;
  consecutive: number;
  lastStart: number;
  run: Run | null;
  /** Finished pods that are still there. */
  finished: number;
}

interface Pod {
  runs: boolean;
  leads: boolean;
  due: number;
  deleted: Record<string, number>;
}

const HEX = '0123456789abcdef';
const hex = (random: Random, length: number): string =>
  Array.from({ length }, () => HEX[random.int(16)] as string).join('');
const uuidOf = (random: Random): string => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-');

/** Go's way to write a duration of whole seconds. */
function goDuration(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return minutes === 0 ? `${rest}s` : `${minutes}m${rest}s`;
}

/** The time of day at which a run began, as kuberhealthy writes it; the plays begin on the first day of 2026. */
const timeOf = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString().slice(0, 19);

export interface Options {
  readonly happenings: Iterable<Happening>;
  readonly random: Random;
  readonly pods: number;
}

/** Every moment in order, for as long as something happens. Happenings come in the order of time. */
export function* kuberhealthy3({ happenings, random, pods: count }: Options): Generator<Moment, void, void> {
  const checks = new Map<string, Check>();
  const pods = Array.from({ length: count }, (_, index): Pod => ({
    runs: true,
    leads: index === 0,
    due: 0,
    deleted: {},
  }));
  let [lists, writes] = [true, true];
  let outage: Outcome | null = null;
  let [now, nextLoop, nextSweep] = [0, 0, SWEEP];

  const leader = (): Pod | undefined => pods.find(({ leads }) => leads);
  const fail = (check: Check, result: Result, errors: readonly string[]): void => {
    Object.assign(check, { result, errors, failures: check.failures + 1, run: null });
  };

  /** Ends the run of a check whose time has come. */
  const end = (check: Check, run: Run): void => {
    const { uuid, pod, started } = run;
    const { timeout } = check.spec;
    const outcome = outage ?? check.spec.outcome;
    if (!writes) {
      run.ends = null;
      return;
    }
    check.finished += 1;
    if (outcome.kind === 'never reports' || outcome.kind === 'no pod') {
      const text = `check run ${uuid} timed out after ${goDuration(timeout)} (started at ${timeOf(started)}Z)`;
      fail(check, 'could not run', [text]);
    } else if (outcome.kind === 'reports') {
      fail(
        check,
        'failed',
        outcome.texts.map((text) => text.replaceAll('{pod}', pod)),
      );
      check.consecutive += 1;
    } else {
      Object.assign(check, { result: 'passed', errors: [], lastPassed: Math.floor(now), consecutive: 0, run: null });
      check.successes += 1;
    }
  };

  /** Starts a check that is due; false when its pod could not be made. */
  const start = (check: Check): boolean => {
    const { takes, timeout, name } = check.spec;
    const outcome = outage ?? check.spec.outcome;
    const uuid = uuidOf(random);
    const pod = `${name}-${hex(random, 5)}`;
    if (outcome.kind === 'no pod') {
      fail(check, 'could not run', [`failed to create check pod: ${outcome.why.replaceAll('{pod}', pod)}`]);
      return false;
    }
    check.lastStart = now;
    const ends = now + (outcome.kind === 'never reports' ? timeout + GRACE : takes);
    check.run = { uuid, pod, started: Math.floor(now), ends };
    return true;
  };

  /** One look of the leader at all checks; answers when to look again. */
  const loop = (pod: Pod): number => {
    let [due, started, next] = [0, false, Number.POSITIVE_INFINITY];
    for (const check of lists ? checks.values() : []) {
      const remaining = check.lastStart + check.spec.runInterval - now;
      if (check.run === null && remaining <= 0) {
        due += 1;
        started = (writes && start(check)) || started;
      } else if (remaining > 0) next = Math.min(next, remaining);
    }
    pod.due = due;
    return now + (started || !Number.isFinite(next) ? SHORTEST_LOOP : Math.max(SHORTEST_LOOP, next));
  };

  /** Of the finished pods of each check the newest is kept. */
  const sweep = (pod: Pod): void => {
    for (const check of checks.values()) {
      const gone = Math.max(0, check.finished - 1);
      check.finished -= gone;
      if (gone > 0) pod.deleted['completed'] = (pod.deleted['completed'] ?? 0) + gone;
    }
  };

  const lead = (chosen: number | null): void => {
    for (const [index, pod] of pods.entries()) pod.leads = index === chosen && pod.runs;
    nextLoop = now;
    // A new leader waits for every run that it finds.
    for (const { run, spec } of checks.values())
      if (run?.ends === null) run.ends = Math.max(now, run.started + spec.timeout + GRACE);
  };

  const happen = (one: Happening): void => {
    if (one.what === 'create') {
      checks.set(one.check.name, {
        spec: one.check,
        result: 'never ran',
        errors: [],
        lastPassed: null,
        successes: 0,
        failures: 0,
        consecutive: 0,
        lastStart: Number.NEGATIVE_INFINITY,
        run: null,
        finished: 0,
      });
      // The leader watches the checks and starts a new one at once.
      nextLoop = Math.min(nextLoop, now);
    } else if (one.what === 'delete') checks.delete(one.name);
    else if (one.what === 'change') {
      const check = checks.get(one.name);
      if (check) check.spec = { ...check.spec, ...one.to };
    } else if (one.what === 'lease') lead(one.pod);
    else if (one.what === 'outage') ({ outcome: outage } = one);
    else if (one.what === 'api') [lists, writes] = [one.lists, one.writes];
    else Object.assign(pods[one.pod]!, { runs: one.runs, leads: false, due: 0, deleted: {} });
  };

  const moment = (): Moment => ({
    at: now,
    lists,
    pods: pods.map(({ runs, leads, due, deleted }) => ({ runs, leads, due, deleted: { ...deleted } })),
    checks: [...checks.values()].map(
      ({ spec, result, errors, lastPassed, successes, failures, consecutive }): CheckNow => ({
        name: spec.name,
        namespace: spec.namespace,
        severity: spec.severity,
        category: spec.category,
        runInterval: spec.runInterval,
        result,
        errors,
        lastPassed,
        successes,
        failures,
        consecutive,
      }),
    ),
  });

  /** When the run of a check ends. A time-out is told by a leader, or by the next one. */
  const endOf = ({ run, spec }: Check, led: boolean): number =>
    run === null || run.ends === null || (!led && (outage ?? spec.outcome).kind === 'never reports')
      ? Number.POSITIVE_INFINITY
      : Math.max(now, run.ends);

  for (const happening of happenings) {
    for (;;) {
      const leads = leader();
      const ends = [...checks.values()].map((check) => endOf(check, leads !== undefined));
      now = Math.min(...ends, leads ? nextLoop : Number.POSITIVE_INFINITY, nextSweep, happening.at);
      if (now >= happening.at) break;
      for (const [index, check] of [...checks.values()].entries())
        if (check.run !== null && ends[index]! <= now) end(check, check.run);
      if (leads && nextLoop <= now) nextLoop = loop(leads);
      if (nextSweep <= now) {
        if (leads) sweep(leads);
        nextSweep = now + SWEEP;
      }
      yield moment();
    }
    now = happening.at;
    happen(happening);
    yield moment();
  }
}
