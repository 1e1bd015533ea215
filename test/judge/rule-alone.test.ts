/** A rule that no Prometheus takes, where no Prometheus is known. */
import { describe, expect, it } from '@jest/globals';
import { report } from '../../src/judge/report.ts';
import { clusterChecks } from '../../src/registry.ts';
import { analysis, kube, prometheus, agent, prometheusRule } from '../worlds.ts';
import type { Sight } from '../worlds.ts';
import type { KubeObject } from '../../src/model/index.ts';

const rule = (expr: string, more: object = {}): KubeObject =>
  prometheusRule('shop/web', { groups: [{ name: 'web', rules: [{ alert: 'A', expr, ...more }] }] });

const FILES: Sight = { source: 'files' };

function found(objects: readonly KubeObject[], sight: Sight = FILES): readonly (readonly [string, string, string])[] {
  return report(analysis(objects, sight), clusterChecks, { only: ['rule-invalid'] }).findings.map(
    ({ check, severity, summary }) => [check, severity, summary] as const,
  );
}

const INVALID = [
  ['rule-invalid', 'error', 'No Prometheus takes PrometheusRule shop/web: one thing in it is not valid.'],
];

describe('a rule without a Prometheus', () => {
  it.each(['http_requests_total{', 'rate(up[5m] > 1', 'rate(up)', 'sum(up'])('%s is told', (expr) => {
    expect(found([rule(expr)])).toEqual(INVALID);
  });

  it('is told in a cluster, and beside an agent, which takes no rules', () => {
    expect(found([rule('up{')], {})).toEqual(INVALID);
    expect(found([rule('up{'), agent('monitoring/agent')])).toEqual(INVALID);
  });

  it.each([
    ['valid', rule('up == 0')],
    ['of a feature that some Prometheus has', rule('mad_over_time(up[5m]) > 0')],
    ['with a label name of Prometheus 3', rule('up', { labels: { 'app.kind': 'x' } })],
    ['with a function that Prometheus 3 renamed', rule('holt_winters(up[5m], 0.5, 0.5) > 0')],
  ])('that is %s is not', (_, object) => {
    expect(found([object])).toEqual([]);
  });

  it('is left to the Prometheus that is there', () => {
    expect(found([rule('up{'), prometheus('monitoring/k8s')])).toEqual([
      ['rule-invalid', 'error', expect.stringMatching(/^Prometheus monitoring\/k8s rejects/)],
    ]);
  });

  it('is not told where another reader has a language of its own', () => {
    const vm = kube({
      apiVersion: 'operator.victoriametrics.com/v1beta1',
      kind: 'VMAgent',
      metadata: { namespace: 'monitoring', name: 'vm' },
    });
    expect(found([rule('rate(up)'), vm])).toEqual([]);
  });
});
