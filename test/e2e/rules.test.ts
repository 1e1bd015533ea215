/** The shipped rules, played by the real promtool at their real durations. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultSettings, profiles } from '../../src/profiles/index.ts';
import { filledParts, standards } from '../../src/lang/holes/template.ts';
import { cases } from '../rules/cases.ts';
import { type Case, dns, STEP } from '../rules/cases/case.ts';
import { fillIn } from '../../src/backends/grafana/model/dashboard-queries.ts';
import { naive } from '../rules/naive.ts';
import { type Answered, rulesFile, testFile } from '../rules/promtool.ts';
import { check } from '../rules/series.ts';
import { runPromtool } from '../rules/run-promtool.ts';

let folder = '';

/** Names of a variant's groups in their order. */
const groupsOf = (id: string) =>
  profiles
    .flatMap((profile) => profile.variants.filter((variant) => variant.id === id))
    .flatMap((variant) => variant.rules.map(({ name }) => name));
/** What panels of the overview, and of the page of the check `dns`, must show, as queries. A number over time is that of its newest point. */
function shown({ version, panels = [] }: Case): readonly Answered[] {
  const { dashboards } = profiles[0]!.variants.find(({ id }) => id === version)!;
  const all = dashboards.flatMap((spec) => spec.rows.flatMap((row) => row.panels.map((found) => ({ spec, found }))));
  return panels.map((panel) => {
    const at = all.find(({ found }) => found.title === panel.title);
    if (!at) throw new Error(`no panel ${panel.title}`);
    const of = at.spec === dashboards[0] ? {} : { values: { namespace: dns.namespace, check: dns.name } };
    const expr = fillIn(at.found.queries[0]!.expr, at.spec, of).replaceAll('@ end()', `@ ${panel.at}`);
    const value = 'rows' in panel ? panel.rows : panel.value;
    return {
      at: panel.at,
      expr: 'rows' in panel ? `count(${expr}) or vector(0)` : `sum(${expr})`,
      is: value === undefined ? [] : [{ labels: '{}', value }],
    };
  });
}
const rulesOf = (variant: string) => join(folder, `rules-${variant}.json`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promwire-rules-'));
  for (const profile of profiles) {
    for (const variant of profile.variants) await writeFile(rulesOf(variant.id), rulesFile(variant.rules));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('promtool', () => {
  it.each(['v2', 'v3'])('accepts the rules of %s', async (variant) => {
    const { code, output } = await runPromtool('check', 'rules', '--lint=all', '--lint-fatal', rulesOf(variant));
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('SUCCESS') });
  });

  it.each(['v2', 'v3'])('accepts the rules of %s whatever is set in them', async (variant) => {
    const { variants, settings } = profiles[0]!;
    const { template } = variants.find(({ id }) => id === variant)!;
    const severities = { KuberhealthyCheckFailing: 'page', KuberhealthyAbsent: 'page' };
    const extremes: readonly Readonly<Record<string, number>>[] = [
      { objective: 0.85, failingFor: 60, failingLong: 61.5, flaps: 1, together: 1, failedRuns: 1, ofRuns: 1 },
      { objective: 0.99999, failingFor: 86_400, failingLong: 30 * 86_400, missedRuns: 1.5, slowdown: 1.25 },
    ];
    for (const [index, values] of extremes.entries()) {
      expect(Object.keys(values).filter((name) => !settings.some((setting) => setting.name === name))).toEqual([]);
      const file = join(folder, `tuned-${variant}-${index}.json`);
      await writeFile(file, rulesFile(filledParts(template, { ...standards(settings), ...values }, severities).rules));
      const { code, output } = await runPromtool('check', 'rules', '--lint=all', '--lint-fatal', file);
      expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('SUCCESS') });
    }
  });

  it.each(cases.map((one, index) => ({ ...one, index })))(
    '$version: $name',
    async (one) => {
      const { index, version, name, step = STEP, series, looks, values = [] } = one;
      const file = join(folder, `case-${index}.json`);
      const groups = groupsOf(version);
      const asked = [...values, ...shown(one)];
      await writeFile(file, testFile({ name, rules: rulesOf(version), groups, step, series, looks, values: asked }));
      const { code, output } = await runPromtool('test', 'rules', file);
      expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    },
    60_000,
  );

  it.each([
    {
      version: 'v2',
      error: "lookup of 'x' on 10.96.0.10 failed",
      says: "Newest error: lookup of 'x' on 10.96.0.10 failed",
      did: 'ran and failed',
    },
    {
      version: 'v3',
      error: "lookup of 'x' on 10.96.0.10 failed",
      says: "Newest error: lookup of 'x' on 10.96.0.10 failed",
      did: 'ran and failed',
    },
    {
      version: 'v2',
      error: '',
      says: 'kuberhealthy gives no error text.',
      did: 'fails, or could not run',
    },
    {
      version: 'v3',
      error: '',
      says: 'kuberhealthy gives no error text.',
      did: 'fails, or could not run',
    },
  ] as const)('the alert of $version says "$says"', async ({ version, error, says, did }) => {
    const file = join(folder, `words-${version}.json`);
    const own = version === 'v3' ? { severity: 'critical', category: 'network' } : {};
    const series = check({
      version,
      name: 'dns',
      namespace: 'probes',
      own,
      phases: [{ steps: 40, state: 'failed', error }],
    });
    const annotations = [
      {
        eval_time: '15m',
        alertname: 'KuberhealthyCheckFailing',
        exp_alerts: [
          {
            exp_labels: {
              check: 'dns',
              check_namespace: 'probes',
              namespace: 'probes',
              severity: 'warning',
              ...own,
            },
            exp_annotations: {
              summary: `Kuberhealthy check dns in namespace probes ${did}.`,
              description: `Check dns in namespace probes has failed for 15m 0s. ${says}`,
              runbook_url: `${defaultSettings.runbooks}/KuberhealthyCheckFailing.md`,
            },
          },
        ],
      },
    ];
    await writeFile(
      file,
      testFile({
        name: 'words',
        rules: rulesOf(version),
        groups: groupsOf(version),
        step: STEP,
        series,
        looks: [],
        annotations,
      }),
    );
    const { code, output } = await runPromtool('test', 'rules', file);
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  });

  it.each(naive)(
    'finds the naive rule wrong: $name',
    async ({ name, version, case: title, rules }) => {
      const { step = STEP, series, looks } = cases.find((one) => one.version === version && one.name === title)!;
      const [groups, file] = [join(folder, 'naive-rules.json'), join(folder, 'naive.json')];
      await writeFile(groups, rulesFile([{ name: 'naive', rules: rules(1) }]));
      // Only how many fire is asked, so that it is not their labels that fail them.
      const values = rules(1).flatMap(({ alert }) =>
        looks.map(({ at, firing }) => ({
          at,
          expr: `count(ALERTS{alertstate="firing",alertname="${alert}"}) or vector(0)`,
          is: [{ labels: '{}', value: firing.filter((expected) => expected.alert === alert).length }],
        })),
      );
      await writeFile(file, testFile({ name, rules: groups, groups: ['naive'], step, series, looks: [], values }));
      const { code, output } = await runPromtool('test', 'rules', file);
      expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('FAILED') });
    },
    60_000,
  );
});
