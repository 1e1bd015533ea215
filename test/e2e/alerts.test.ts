import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultSettings, kuberhealthyRules } from '../../src/profiles/index.ts';
import { metricsBoard } from '../bed/exporter.ts';
import type { MetricsBoard } from '../bed/exporter.ts';
import { changingErrors, recording } from '../bed/recordings.ts';
import { scenarioA, scenarioC } from '../bed/worlds/scenarios.ts';
import { asLoaded } from '../rules/as-loaded.ts';
import { LONG, MONITORING, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/**
 * From the exporter's page to the real Alertmanager: a failing check alerts once, although its error text is another
 * at every scrape; a check that has never run does not. Five minutes of the shipped rules are three seconds here.
 */

const SCALE = 100;
const HELD = defaultSettings.failingFor / SCALE;
const ALERTS =
  '/api/v1/namespaces/monitoring/services/prometheus-kube-prometheus-alertmanager:http-web/proxy/api/v2/alerts';

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
}

/** Error texts of a check that ran and reported a failure, another one each time. */
const ranAndFailed = (text: string): (() => string) =>
  changingErrors(text.replaceAll(/error="[^"]+"/g, 'error="lookup of kubernetes.default failed"'));

const versions = [
  {
    version: 'v2',
    objects: scenarioA,
    started: recording('v2/01-started'),
    failing: ranAndFailed(recording('v2/02-two-checks-failing')),
    timingOut: changingErrors(recording('v2/03-three-checks-failing')),
    check: 'dns-status-internal',
  },
  {
    version: 'v3',
    objects: scenarioC,
    started: recording('v3/01-started'),
    failing: changingErrors(recording('v3/03-dns-failing')),
    timingOut: changingErrors(recording('v3/05-deployment-timing-out')),
    check: 'dns-status-internal',
  },
] as const;

describe.each(versions)(
  'alerts of kuberhealthy $version',
  ({ version, objects, started, failing, timingOut, check }) => {
    let at: Scenario;
    let board: MetricsBoard;

    /** Alerts about single checks that reached Alertmanager. */
    const received = async (): Promise<readonly Alert[]> =>
      (await at.bed.api.json<readonly Alert[]>('GET', ALERTS)).filter(({ labels }) => labels['check'] !== undefined);
    const namesOf = (alerts: readonly Alert[]): readonly string[] =>
      alerts.map(({ labels }) => `${labels['alertname'] ?? ''} ${labels['check'] ?? ''}`).sort();
    /** How often the rules have been evaluated since, by Prometheus' own count. */
    const evaluations = async (): Promise<number> => {
      const [sample] = await at.prometheus.query(
        'min(prometheus_rule_group_iterations_total{rule_group=~".*promwire-kuberhealthy.*kuberhealthy-checks"})',
      );
      return Number(sample?.value[1] ?? 0);
    };
    const evaluated = async (times: number): Promise<void> => {
      const from = await evaluations();
      await at.bed.waitFor(async () => (await evaluations()) >= from + times, { what: `${times} evaluations` });
    };

    beforeAll(async () => {
      board = metricsBoard(started);
      at = await startScenario({ objects: objects(), board, interval: '500ms' });
    }, LONG);
    afterAll(() => at.bed.stop(), LONG);

    it(
      'are set up while no check has run, which is pending and no failure',
      async () => {
        const { code, stdout } = await at.run('setup', '--yes');
        expect(code).toBe(0);
        expect(stdout).toContain('2/2 targets up');
        if (version === 'v2') expect(stdout).toContain('the first run of a check');
        // The same rules, a hundred times as fast.
        const rule = await at.bed.read({
          apiVersion: MONITORING,
          kind: 'PrometheusRule',
          metadata: { namespace: 'kuberhealthy', name: 'promwire-kuberhealthy' },
        });
        if (!rule) throw new Error('no rules');
        const { name, namespace, labels } = rule.metadata;
        const groups = asLoaded(kuberhealthyRules(version, { ...defaultSettings, scale: SCALE }));
        const metadata = { name, ...(namespace ? { namespace } : {}), ...(labels ? { labels } : {}) };
        await at.bed.apply([{ apiVersion: MONITORING, kind: 'PrometheusRule', metadata, spec: { groups } }]);
        await at.bed.waitFor(
          async () => {
            const rules = await at.prometheus.rules('kuberhealthy-promwire-kuberhealthy');
            return rules.some((entry) => new RegExp(`>= ${HELD}\\b`).test(JSON.stringify(entry)));
          },
          { what: 'the fast rules' },
        );
      },
      LONG,
    );

    it(
      'do not fire for checks that have never run',
      async () => {
        await evaluated(3 * HELD);
        expect(await received()).toEqual([]);
        expect(await at.prometheus.query('ALERTS{check!=""}')).toEqual([]);
      },
      LONG,
    );

    it(
      'fire once for a failing check and stay, whatever its error text',
      async () => {
        board.show(failing);
        const ofCheck = async (): Promise<readonly Alert[]> =>
          (await received()).filter(({ labels }) => labels['check'] === check);
        const [first] = await at.bed.waitFor(
          async () => {
            const alerts = await ofCheck();
            return alerts.length > 0 && alerts;
          },
          { what: 'the alert in Alertmanager' },
        );
        expect(first?.labels).toMatchObject({ alertname: 'KuberhealthyCheckFailing', severity: 'warning' });
        expect(first?.annotations['description']).toContain('Newest error: ');
        const pages = board.scrapes();
        await evaluated(2 * HELD);
        expect(board.scrapes() - pages).toBeGreaterThan(2 * HELD);
        const later = await ofCheck();
        expect(namesOf(later)).toEqual([`KuberhealthyCheckFailing ${check}`]);
        expect(later[0]?.startsAt).toBe(first?.startsAt);
        // Each page had another text; the series do not grow with them.
        const texts = await at.prometheus.query(
          `count by (instance) (count_over_time(kuberhealthy_check{check=~".*${check}"}[5m]))`,
        );
        expect(texts).toHaveLength(2);
        for (const { value } of texts) expect(Number(value[1])).toBeLessThanOrEqual(2);
      },
      LONG,
    );

    it(
      'tell a check that could not be run from one that ran and failed',
      async () => {
        board.show(timingOut);
        const alerts = await at.bed.waitFor(
          async () => {
            const seen = await received();
            return namesOf(seen).some((name) => name.startsWith('KuberhealthyCheckCouldNotRun ')) && seen;
          },
          { what: 'the alert of the check that timed out' },
        );
        const [timedOut] = alerts.filter(({ labels }) => labels['alertname'] === 'KuberhealthyCheckCouldNotRun');
        expect(timedOut?.annotations['description']).toMatch(
          /could not be run or never reported.* Newest error: .*time/,
        );
      },
      LONG,
    );
  },
);
