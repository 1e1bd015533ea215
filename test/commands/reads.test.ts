/** Which lists are made where several parts of promwire read one kind. */
import { describe, expect, it } from '@jest/globals';
import { allReads } from '../../src/app/read.ts';
import { GRAFANA } from '../../src/app/propose.ts';

const reading = (kind: string, reads: ReturnType<typeof allReads>) => reads.filter((entry) => entry.kind === kind);

describe('allReads', () => {
  it('reads a kind once, over the whole cluster where somebody needs that', () => {
    const names = allReads(GRAFANA).map(({ group, kind }) => `${group}/${kind}`);
    expect(names).toEqual([...new Set(names)]);
    expect(reading('Deployment', allReads(GRAFANA))).toEqual([{ group: 'apps', kind: 'Deployment', scope: 'cluster' }]);
  });

  it('reads it in any case where somebody needs it in any case', () => {
    // A check wants Grafanas only beside GrafanaDashboards; setup looks for one to bring the first dashboard to.
    expect(reading('Grafana', allReads())).toMatchObject([{ when: 'GrafanaDashboard' }]);
    expect(reading('Grafana', allReads(GRAFANA))).toEqual([
      { group: 'grafana.integreatly.org', kind: 'Grafana', scope: 'cluster' },
    ]);
  });
});
