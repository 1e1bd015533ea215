import { describe, expect, it } from '@jest/globals';
import type { Ask } from '../../src/app/ask.ts';
import { asScraped, withData } from '../../src/app/metrics/with-data.ts';
import { readExposition } from '../../src/lang/exposition/index.ts';
import type { Answer, Sample } from '../../src/model/index.ts';
import { profileFrom } from '../../src/profiles/generic/index.ts';

const page = '# TYPE jobs gauge\njobs 1\n# TYPE done_total counter\ndone_total 1\n';
const profile = profileFrom(
  { id: 'web', title: 'Service web', namespace: 'shop', job: 'web' },
  {
    name: 'promwire-web',
    serviceLabels: {},
    port: { name: 'http', number: 80 },
    path: '/metrics',
    interval: '30s',
    metricRelabelings: [],
  },
  readExposition(page, 'text').families,
);
const variant = profile.variants[0]!;
const [board] = variant.dashboards as [(typeof variant.dashboards)[0]];
const titles = (dashboard: typeof board): readonly string[] =>
  dashboard.rows.flatMap(({ panels }) => panels.map(({ title }) => title));

const some: Answer<readonly Sample[]> = { kind: 'ok', value: [{ labels: {}, value: '1' }], warnings: [] };
const none: Answer<readonly Sample[]> = { kind: 'ok', value: [], warnings: [] };
const silent: Answer<readonly Sample[]> = { kind: 'unknown', reason: 'timeout', detail: 'it took long', next: 'Wait.' };
const refused: Answer<readonly Sample[]> = { kind: 'unknown', reason: 'refused', detail: 'bad', next: 'Correct it.' };

/** Answers by the first part that a query has. */
const asking =
  (parts: Readonly<Record<string, Answer<readonly Sample[]>>>): Ask =>
  () =>
    Promise.resolve((expr) => Object.entries(parts).find(([part]) => expr.includes(part))?.[1] ?? some);

describe('a dashboard, asked', () => {
  it('loses the panels without data and those that Prometheus refuses, which are named', async () => {
    const { dashboard, leftOut } = await withData(board, asking({ 'jobs{': none, 'done_total{': refused }));
    expect(titles(board).filter((title) => !titles(dashboard).includes(title))).toEqual([
      'jobs',
      'done_total, per second',
    ]);
    expect(leftOut.map(({ panel, refused: why }) => [panel, why])).toEqual([
      ['jobs', undefined],
      ['done_total, per second', 'bad'],
    ]);
  });

  it('keeps what could not be asked, and asks with the variables filled in', async () => {
    const asked: string[] = [];
    const ask: Ask = (queries) => {
      asked.push(...queries);
      return Promise.resolve(() => silent);
    };
    const { dashboard, leftOut } = await withData(board, ask);
    expect(titles(dashboard)).toEqual(titles(board));
    expect(leftOut).toEqual([]);
    expect(asked.filter((expr) => expr.includes('$'))).toEqual([]);
  });
});

describe('an application', () => {
  it('that is scraped has the panels with data, and a sentence about the others', async () => {
    const { variant: found, notes } = await asScraped(variant, asking({ count_over_time: some, 'jobs{': none }));
    expect(titles(found.dashboards[0]!)).not.toContain('jobs');
    expect(notes).toEqual(['Prometheus has no data for a panel, left out of the dashboard whole or in part: jobs']);
  });

  it.each([
    ['is not scraped yet', none],
    ['is of a Prometheus that does not answer', silent],
  ])('that %s has all panels', async (_, answer) => {
    const { variant: found, notes } = await asScraped(variant, asking({ count_over_time: answer, 'jobs{': none }));
    expect(found).toBe(variant);
    expect(notes).toEqual([]);
  });
});
