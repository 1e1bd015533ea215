/** Alerts that compare a check with its own past, the same in every version. */
import { computed } from '../../../lang/holes/value.ts';
import type { AlertingRule } from '../../../model/index.ts';
import { checkAlert, newestError, WHAT, type Level } from './alerts.ts';
import { CHECK, exported, perCheck } from './expressions.ts';
import { duration, seconds, type RuleSettings } from '../settings.ts';
import { DURATION, KNOWN, STATE } from './states.ts';
import { PASSED_1H, PASSED_30M, PASSED_3D, PASSED_5M, PASSED_6H } from './trends.ts';

const HOUR = 3600;
const DAY = 86_400;

/** Runs shorter than this are never called slow, in seconds. */
const SLOW_FROM = 10;

/**
 * Burn rates of the error budget, as in Google's SRE workbook: a long window that tells of the loss and a short one
 * that ends the alert soon after the failures ended. By time and not by runs: a check may run once in half an hour.
 */
interface Burn {
  readonly rate: number;
  /** Recorded share of passes in the long window; `from` it is made, `seconds` is its length. */
  readonly long: { readonly passed: string; readonly from: string; readonly seconds: number };
  readonly short: string;
}
const FAST: readonly Burn[] = [
  { rate: 14.4, long: { passed: PASSED_1H, from: STATE, seconds: HOUR }, short: PASSED_5M },
  { rate: 6, long: { passed: PASSED_6H, from: KNOWN, seconds: 6 * HOUR }, short: PASSED_30M },
];
const SLOW: readonly Burn[] = [
  { rate: 1, long: { passed: PASSED_3D, from: KNOWN, seconds: 3 * DAY }, short: PASSED_6H },
];

function burning(burns: readonly Burn[], settings: RuleSettings): string {
  return burns
    .map(({ rate, long, short }) => {
      const limit = computed(`${rate}*(1-objective)`, { ...settings });
      const known = `${long.from} offset ${duration(long.seconds, settings)}`;
      return (
        `(1 - ${long.passed} > ${limit} and 1 - ${short} > ${limit} ` +
        // A check that is younger than the window has no share of it to lose yet.
        `and on (${CHECK}) ${known})`
      );
    })
    .join(' or ');
}

function burnAlert(name: string, burns: readonly Burn[], severity: Level, settings: RuleSettings) {
  return checkAlert(
    {
      alert: name,
      expr: burning(burns, settings),
      severity,
      summary: `Kuberhealthy check ${WHAT} fails more often than its objective of ${computed('objective*100', { ...settings })} % allows.`,
      description: `Check ${WHAT} failed in {{ $value | humanizePercentage }} of the time. ${newestError()}`,
    },
    settings,
  );
}

export function trendAlerts(settings: RuleSettings): readonly AlertingRule[] {
  const hour = duration(HOUR, settings);
  const day = duration(DAY, settings);
  const usual = `avg_over_time(${DURATION}[${day}:${duration(900, settings)}] offset ${hour})`;
  // Minute by minute, not scrape by scrape: a text stays for as long as its run is the newest.
  const everyMinute = `${exported('kuberhealthy_check', ['error!=""'])}[${day}:${duration(60, settings)}]`;
  const texts = perCheck('max', `count_over_time(${everyMinute})`, ['error']);
  return [
    burnAlert('KuberhealthyCheckBudgetBurnFast', FAST, 'warning', settings),
    burnAlert('KuberhealthyCheckBudgetBurnSlow', SLOW, 'info', settings),
    checkAlert(
      {
        alert: 'KuberhealthyCheckSlow',
        expr:
          `${DURATION} > ${settings.slowdown} * ${usual} and ${DURATION} > ${seconds(SLOW_FROM, settings)} ` +
          `and on (${CHECK}) ${STATE} == 1`,
        for: 900,
        severity: 'info',
        summary: `Kuberhealthy check ${WHAT} is slower than usual.`,
        description:
          `The last run of check ${WHAT} took {{ $value | humanizeDuration }}, more than ${settings.slowdown} times ` +
          `what it took on average in the day before. It passed. ${newestError()}`,
      },
      settings,
    ),
    checkAlert(
      {
        alert: 'KuberhealthyCheckErrorTextsUnbounded',
        expr: `count by (${CHECK}) (${texts}) > ${settings.textsPerDay} and on (${CHECK}) ${STATE}`,
        severity: 'info',
        summary: `Kuberhealthy check ${WHAT} has a new error text for nearly every failure.`,
        description:
          `Check ${WHAT} had {{ $value }} different error texts within a day, each of which is a series of its own. ` +
          newestError(),
      },
      settings,
    ),
  ];
}

/** The alert on a check that stopped running. Every version tells it from other metrics: `expr`, seconds as value. */
export function staleAlert(expr: string, settings: RuleSettings): AlertingRule {
  return checkAlert(
    {
      alert: 'KuberhealthyCheckStale',
      expr,
      // The recorded series come from another group: while that is evaluated, a new state stands next to an old age.
      for: 60,
      severity: 'warning',
      summary: `Kuberhealthy check ${WHAT} has stopped running.`,
      description:
        `Check ${WHAT} passed when it last ran, but it has missed several runs by its own rhythm: what it says is old. ` +
        newestError(),
    },
    settings,
  );
}
