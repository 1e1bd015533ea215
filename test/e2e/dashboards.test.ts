/** The queries of the dashboards, answered by the real engine while the recordings are played in their order. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profiles } from '../../src/profiles/index.ts';
import { dashboardQueries } from '../../src/backends/grafana/model/dashboard-queries.ts';
import { rulesFile, testFile } from '../rules/promtool.ts';
import { PAGES, replay } from '../rules/recording.ts';
import { runPromtool } from '../rules/run-promtool.ts';

const STEP = 30;
const STEPS_EACH = 20;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promwire-dashboards-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(['v2', 'v3'] as const)('the dashboards of %s', (id) => {
  const variant = profiles[0]!.variants.find((one) => one.id === id)!;
  const pages = PAGES[id];
  const at = (page: string) => ((pages as readonly string[]).indexOf(page) + 1) * STEPS_EACH * STEP - STEP;

  async function play(values: NonNullable<Parameters<typeof testFile>[0]['values']>): Promise<void> {
    const rules = join(folder, `rules-${id}.json`);
    const file = join(folder, `test-${id}.json`);
    await writeFile(rules, rulesFile(variant.rules));
    await writeFile(
      file,
      testFile({
        name: id,
        rules,
        groups: variant.rules.map(({ name }) => name),
        step: STEP,
        series: replay(id, pages, STEPS_EACH),
        looks: [],
        values,
      }),
    );
    const { code, output } = await runPromtool('test', 'rules', file);
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  }

  it('show which checks fail, since when, and how they did', async () => {
    const choices = { values: { namespace: 'kuberhealthy', check: 'dns-status-internal' }, range: '6h' };
    const queries = variant.dashboards.map((spec, i) => dashboardQueries(spec, i === 0 ? { range: '6h' } : choices));
    const of = (title: string, dashboard = 0) =>
      queries[dashboard]!.filter(({ panel }) => panel === title).map(({ expr }) => expr);
    const failing = of('Checks failing now');
    const [count] = of('Checks failing');
    const ms = STEPS_EACH * STEP * 1000;
    const row = (check: string, more = '') => `{check="${check}",check_namespace="kuberhealthy"${more}}`;
    const dns = row('dns-status-internal');
    if (id === 'v2') {
      await play([
        { at: at('02-two-checks-failing'), expr: count!, is: [{ labels: '{}', value: 2 }] },
        { at: at('03-three-checks-failing'), expr: count!, is: [{ labels: '{}', value: 3 }] },
        {
          at: at('03-three-checks-failing'),
          expr: failing[1]!,
          is: [
            { labels: row('daemonset'), value: ms },
            { labels: row('deployment'), value: 2 * ms },
            { labels: dns, value: ms },
          ],
        },
      ]);
      return;
    }
    const states = ['daemonset', 'deployment', 'dns-status-internal'];
    await play([
      {
        at: at('01-started'),
        expr: of('All checks, failing first')[0]!,
        is: states.map((check) => ({ labels: row(check), value: 2 })),
      },
      { at: at('01-started'), expr: count!, is: [{ labels: '{}', value: 0 }] },
      {
        at: at('04-dns-failing-later'),
        expr: failing[0]!,
        is: [
          {
            labels: row('dns-status-internal', ',error="pod dns-status-internal-712bf could not be scheduled"'),
            value: 0,
          },
        ],
      },
      { at: at('04-dns-failing-later'), expr: count!, is: [{ labels: '{}', value: 1 }] },
      // Failing since the third page, though the text has changed; in milliseconds.
      { at: at('04-dns-failing-later'), expr: failing[1]!, is: [{ labels: dns, value: 2 * ms }] },
      // It passed and failed once in between, and the texts of both failures are known.
      {
        at: at('07-recovered'),
        expr: of('Changes of state within an hour', 1)[0]!,
        is: [
          {
            labels: `{__name__="check:kuberhealthy_check_state:changes1h",check="dns-status-internal",check_namespace="kuberhealthy"}`,
            value: 2,
          },
        ],
      },
      {
        at: at('07-recovered'),
        expr: `count(${of('Error texts in this range', 1)[0]!})`,
        is: [{ labels: '{}', value: 2 }],
      },
      { at: at('07-recovered'), expr: `count(${of('Runs every', 1)[0]!})`, is: [{ labels: '{}', value: 1 }] },
      { at: at('07-recovered'), expr: count!, is: [{ labels: '{}', value: 0 }] },
      // The one that failed is among the worst, whatever the step.
      {
        at: at('07-recovered'),
        expr: `count(${of('State of each check (the 20 that failed most)')[0]!})`,
        is: [{ labels: '{}', value: 3 }],
      },
    ]);
  }, 60_000);
});
