/** What can be set in the rules, and how a duration is printed for Prometheus. */
import { durationText } from '../../lang/holes/index.ts';
import { formatted, hole, isHole } from '../../lang/holes/value.ts';
import type { Value } from '../../lang/holes/value.ts';
import type { RuleSetting } from '../../model/index.ts';

export interface RuleSettings {
  /** Where the runbooks are, without a trailing slash; `/<alert>.md` is added. */
  readonly runbooks: string;
  /** Every duration is divided by this; 1 in what is shipped, larger to watch the rules work in seconds. */
  readonly scale: number;
  /** Seconds a check fails before its alert fires. */
  readonly failingFor: Value;
  /** Seconds after which a failure has lasted long. */
  readonly failingLong: Value;
  /** From this many checks on, one alert covers all when every check fails. */
  readonly together: Value;
  /** How often a check's state may change within an hour before it flaps. */
  readonly flaps: Value;
  /** This many failed runs of … */
  readonly failedRuns: Value;
  /** … so many runs are too many, though none of the failures lasts. */
  readonly ofRuns: Value;
  /** How many of its usual intervals a check may go without a run. */
  readonly missedRuns: Value;
  /** How many times its usual duration a run may take. */
  readonly slowdown: Value;
  /** Share of the time in which a check should pass. */
  readonly objective: Value;
  /** Different error texts of one check within a day, above which they are too many series. */
  readonly textsPerDay: Value;
  /** Names of the scrape pools of kuberhealthy, separated by commas; `auto`: those of the monitors that scrape it. */
  readonly pools: string;
}

export const defaultSettings = {
  runbooks: 'https://github.com/promwire/promwire/blob/main/docs/runbooks',
  scale: 1,
  failingFor: 300,
  failingLong: 6 * 3600,
  together: 5,
  flaps: 6,
  failedRuns: 3,
  ofRuns: 10,
  missedRuns: 3,
  slowdown: 3,
  objective: 0.99,
  textsPerDay: 10,
  pools: 'auto',
} as const satisfies RuleSettings;

/** Seconds as a Prometheus duration, after dividing by the settings' scale. */
export function duration(seconds: Value, { scale }: Pick<RuleSettings, 'scale'>): string {
  return isHole(seconds) ? formatted(seconds, 'duration') : durationText(seconds / scale);
}

/** A value in the place of a number; in a template that is a hole. */
export const numberIn = (value: Value): number => value as number;

/** Seconds as a number in an expression, after dividing by the settings' scale. */
export function seconds(count: Value, { scale }: Pick<RuleSettings, 'scale'>): string {
  return isHole(count) ? count : String(count / scale);
}

function setting(
  name: Exclude<keyof RuleSettings, 'scale'>,
  form: RuleSetting['form'],
  help: string,
  bounds: Pick<RuleSetting, 'least' | 'notBelow'> = {},
): RuleSetting {
  const value = defaultSettings[name];
  const standard = form === 'duration' ? durationText(Number(value)) : String(value);
  return { name, form, help, value, standard, ...bounds };
}

/** What a person can set. */
export const ruleSettings: readonly RuleSetting[] = [
  setting('failingFor', 'duration', 'how long a check fails before its alert fires', { least: 60 }),
  setting('failingLong', 'duration', 'after how long a failure has lasted long', { notBelow: 'failingFor' }),
  setting('together', 'count', 'from this many checks on, one alert covers all when every check fails'),
  setting('flaps', 'count', 'changes of state within an hour from which on a check flaps'),
  setting('failedRuns', 'count', 'so many failed runs …'),
  setting('ofRuns', 'count', '… of so many are too many, though none of the failures lasts', {
    notBelow: 'failedRuns',
  }),
  setting('missedRuns', 'factor', 'how many of its usual intervals a check may go without a run', { least: 1 }),
  setting('slowdown', 'factor', 'how many times its usual duration a run may take', { least: 1 }),
  // Below it even a check that always fails burns no budget fast.
  setting('objective', 'share', 'share of the time in which a check should pass', { least: 0.85 }),
  setting('textsPerDay', 'count', 'different error texts of one check within a day that are still few'),
  setting('pools', 'names', 'scrape pools whose targets are missed; auto: those of the monitors'),
  setting('runbooks', 'url', 'where the runbooks are; /<alert>.md is added'),
];

/** Nothing is decided: what a person can set is a hole. */
export const openSettings: RuleSettings = {
  ...(Object.fromEntries(ruleSettings.map(({ name }) => [name, hole(name)])) as Omit<RuleSettings, 'scale'>),
  scale: 1,
};
