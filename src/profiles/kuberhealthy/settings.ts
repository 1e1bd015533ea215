/** What can be set in the rules, and how a duration is printed for Prometheus. */
import type { RuleSetting } from '../../model/index.ts';

export interface RuleSettings {
  /** Where the runbooks are, without a trailing slash; `/<alert>.md` is added. */
  readonly runbooks: string;
  /** Every duration is divided by this; 1 in what is shipped, larger to watch the rules work in seconds. */
  readonly scale: number;
  /** Seconds a check fails before its alert fires. */
  readonly failingFor: number;
  /** Seconds after which a failure has lasted long. */
  readonly failingLong: number;
  /** From this many checks on, one alert tells of all when every check fails. */
  readonly together: number;
  /** How often a check's state may change within an hour before it flaps. */
  readonly flaps: number;
  /** This many failed runs of … */
  readonly failedRuns: number;
  /** … so many runs are too many, though none of the failures lasts. */
  readonly ofRuns: number;
  /** How many of its usual intervals a check may go without a run. */
  readonly missedRuns: number;
  /** How many times its usual duration a run may take. */
  readonly slowdown: number;
  /** Share of the time in which a check should pass. */
  readonly objective: number;
  /** Different error texts of one check within a day, above which they are too many series. */
  readonly textsPerDay: number;
  /** Names of the scrape pools of kuberhealthy, separated by commas; `auto`: those of the monitors that scrape it. */
  readonly pools: string;
  /** Alert -> its severity, where it is not the alert's own. */
  readonly severities: Readonly<Record<string, string>>;
}

export const defaultSettings: RuleSettings = {
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
  textsPerDay: 50,
  pools: 'auto',
  severities: {},
};

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/**
 * Seconds as a Prometheus duration in the largest unit that divides it, after dividing by the settings' scale.
 * Never shorter than a millisecond.
 */
export function duration(seconds: number, settings: RuleSettings): string {
  const ms = Math.max(1, Math.round((seconds * 1000) / settings.scale));
  const unit = UNITS.find(([, size]) => ms % size === 0);
  return unit === undefined ? `${ms}ms` : `${ms / unit[1]}${unit[0]}`;
}

/** Seconds as a number in an expression, after dividing by the settings' scale. */
export function seconds(count: number, settings: RuleSettings): string {
  return String(count / settings.scale);
}

const plain: Readonly<Record<RuleSetting['form'], (value: number | string) => string>> = {
  duration: (value) => duration(Number(value), defaultSettings),
  share: String,
  count: String,
  factor: String,
  url: String,
  names: String,
};

function setting(
  name: Exclude<keyof RuleSettings, 'scale' | 'severities'>,
  form: RuleSetting['form'],
  help: string,
  bounds: Pick<RuleSetting, 'least' | 'notBelow'> = {},
): RuleSetting {
  return { name, form, help, standard: plain[form](defaultSettings[name]), ...bounds };
}

/** What a person can set. */
export const ruleSettings: readonly RuleSetting[] = [
  setting('failingFor', 'duration', 'how long a check fails before its alert fires', { least: 60 }),
  setting('failingLong', 'duration', 'after how long a failure has lasted long', { notBelow: 'failingFor' }),
  setting('together', 'count', 'from this many checks on, one alert tells of all when every check fails'),
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
