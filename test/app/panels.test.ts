/** What check answers of a dashboard that is named, where it finds nothing. */
import { describe, expect, it } from '@jest/globals';
import { check } from '../../src/app/check.ts';
import { checkOutcomes } from '../../src/outcomes.ts';
import type { StackObservation } from '../../src/model/index.ts';
import { checkText } from '../../src/render/text/check.ts';
import { plain } from '../../src/render/text/style.ts';
import { storing } from '../checks/series/stored.ts';
import { unreachable } from '../checks/observed.ts';
import { dashboard, prometheus, snapshot } from '../worlds.ts';

const panel = (expr: string): object => ({ title: 'P', targets: [{ expr }] });
const board = dashboard('shop/web', {
  panels: [panel('web_up'), panel('rate(web_up[5m])'), { title: 'Text' }],
  templating: { list: [{ type: 'query', name: 'job', query: 'label_values(web_up, job)' }] },
});
const has = storing({
  names: ['web_up', 'up'],
  present: { '{__name__="web_up",job=~".+"}': true, '{__name__="web_up"}': true },
  values: { 'web_up job': ['a'] },
  labels: { web_up: ['job'] },
});

async function asked(live: readonly StackObservation[], source: 'cluster' | 'files' = 'cluster'): Promise<string> {
  const world = {
    ...snapshot([prometheus('monitoring/k8s'), board], { noCrd: ['GrafanaDashboard'] }),
    source,
    observations: { live, generated: [] },
  };
  const report = await check(world, {
    subjects: [{ kind: 'object', object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'web', word: 'configmap/web' } }],
    namespace: 'shop',
    // As flags give it.
    only: [],
  });
  const said = checkText(report, plain, { single: true }).replaceAll(/\s+/g, ' ');
  return `${checkOutcomes(report).join()}: ${said}`;
}

describe('a dashboard that is asked about', () => {
  it('is said to have its series, with the number of panels', async () => {
    const said = await asked(has);
    expect(said).toMatch(/^ok: /);
    expect(said).toContain('ConfigMap shop/web: 2 panels and 1 variable: all ask for series that are there (asked:');
    expect(said).toContain('0 errors, 0 warnings, 0 info, 0 unknown');
    expect(said).not.toContain('nothing to look at');
  });

  it.each([
    ['did not answer', unreachable()],
    ['has no pod', []],
  ])('is unknown where the Prometheus %s', async (_, live) => {
    const said = await asked(live);
    expect(said).toMatch(/^unknown: /);
    expect(said).toContain('Whether there are series for the panels of ConfigMap shop/web is not known: Prometheus');
    expect(said).toContain('1 unknown');
  });

  it('among files is said not to be held against any', async () => {
    const said = await asked([], 'files');
    expect(said).toMatch(/^ok: /);
    expect(said).toContain('2 panels and 1 variable, held against no series, since files do not run; --prometheus-url');
  });

  it('has no such line where a panel lacks its series', async () => {
    const said = await asked(storing({ names: ['up'], present: { '{__name__="web_up"}': false } }));
    expect(said).toContain('dashboard-selects-nothing');
    expect(said).not.toContain('all ask');
  });
});
