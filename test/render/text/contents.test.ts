import { describe, expect, it } from '@jest/globals';
import { contentsOf } from '../../../src/render/text/contents.ts';

const rules = (count: number): object => ({
  groups: [
    { name: 'a', rules: Array.from({ length: count }, (_, i) => ({ alert: `A${i}`, expr: 'up' })) },
    { name: 'b', rules: [{ record: 'a:b', expr: 'up' }] },
  ],
});
const dashboard = JSON.stringify({
  panels: [
    { type: 'row', title: 'Is it up', panels: [] },
    { type: 'stat', title: 'Targets' },
    { type: 'row', title: 'Runtime', panels: [{ type: 'timeseries' }, { type: 'timeseries' }] },
  ],
});

describe('what an object of ours holds', () => {
  const PANELS = ['panels (3), in rows: Is it up, Runtime'];
  it.each<[string, string, object, readonly string[]]>([
    ['alerts by name, without recording rules', 'PrometheusRule', { spec: rules(2) }, ['alerts (2): A0, A1']],
    ['no alert', 'PrometheusRule', { spec: rules(0) }, []],
    ['panels within folded rows too', 'ConfigMap', { data: { 'a.json': dashboard } }, PANELS],
    ['a dashboard of grafana-operator', 'GrafanaDashboard', { spec: { json: dashboard } }, PANELS],
    ['a map without a dashboard', 'ConfigMap', { data: { a: 'b' } }, []],
    ['a monitor', 'ServiceMonitor', { spec: {} }, []],
  ])('%s', (_, kind, body, said) => {
    expect(contentsOf({ apiVersion: 'v1', kind, metadata: { name: 'a' }, ...body })).toEqual(said);
  });

  it('counts what would make it long', () => {
    const [said = ''] = contentsOf({
      apiVersion: 'v1',
      kind: 'PrometheusRule',
      metadata: { name: 'a' },
      spec: rules(50),
    });
    expect(said).toContain('A39 and 10 more');
  });
});
