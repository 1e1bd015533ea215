/** The queries of the dashboards, answered by the real engine while the recordings are played in their order. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profiles } from '../../src/profiles/index.ts';
import { dashboardQueries } from '../../src/render/dashboard-queries.ts';
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

/** Panels that have nothing to show at a page, and why. */
const EMPTY: Readonly<Record<string, readonly string[]>> = {
  // Version 2 says nothing of checks that have never run.
  'v2/01-started': [
    'Checks failing',
    'Of these, could not run',
    'Success rate in this range',
    'Checks, failing first',
    'State of each check (the 30 that failed most)',
    'Run duration (the 30 slowest)',
  ],
  'v3/01-started': ['Of these, could not run', 'Success rate in this range', 'Time since success'],
};
/** Of the table's queries at v3/01, the one for the time since success. */
const NO_SUCCESS_YET = /seconds_since_success/;

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

  it('have data in every state, or a reason', async () => {
    await play(
      pages.flatMap((page) =>
        variant.dashboards.flatMap((dashboard) =>
          dashboardQueries(dashboard).map(({ panel, expr }) => {
            const started = page === '01-started';
            const empty =
              (EMPTY[`${id}/${page}`] ?? []).includes(panel) || (id === 'v3' && started && NO_SUCCESS_YET.test(expr));
            return {
              at: at(page),
              expr: `count(${expr}) > bool 0`,
              is: empty ? [] : [{ labels: '{}', value: 1 }],
            };
          }),
        ),
      ),
    );
  }, 60_000);

  it('show which checks fail, since when, and why', async () => {
    const queries = dashboardQueries(variant.dashboards[0]!);
    const table = queries.filter(({ panel }) => panel === 'Checks, failing first').map(({ expr }) => expr);
    const count = queries.find(({ panel }) => panel === 'Checks failing')!.expr;
    const row = (check: string, error?: string) =>
      `{check="${check}",check_namespace="kuberhealthy"${error === undefined ? '' : `,error="${error}"`}}`;
    if (id === 'v3') {
      const others = ['daemonset', 'deployment'].map((check) => ({ labels: row(check), value: 1 }));
      await play([
        {
          at: at('01-started'),
          expr: table[0]!,
          is: ['daemonset', 'deployment', 'dns-status-internal'].map((check) => ({ labels: row(check), value: 2 })),
        },
        { at: at('01-started'), expr: count, is: [{ labels: '{}', value: 0 }] },
        {
          at: at('04-dns-failing-later'),
          expr: table[0]!,
          is: [
            ...others,
            { labels: row('dns-status-internal', 'pod dns-status-internal-712bf could not be scheduled'), value: 0 },
          ],
        },
        { at: at('04-dns-failing-later'), expr: count, is: [{ labels: '{}', value: 1 }] },
        // Failing since the third page, though the text has changed; in milliseconds.
        {
          at: at('04-dns-failing-later'),
          expr: `(${table[1]!}) > 0`,
          is: [{ labels: row('dns-status-internal'), value: 2 * STEPS_EACH * STEP * 1000 }],
        },
        { at: at('07-recovered'), expr: count, is: [{ labels: '{}', value: 0 }] },
      ]);
    } else {
      await play([
        { at: at('02-two-checks-failing'), expr: count, is: [{ labels: '{}', value: 2 }] },
        { at: at('03-three-checks-failing'), expr: count, is: [{ labels: '{}', value: 3 }] },
      ]);
    }
  }, 60_000);
});
