import { describe, expect, it } from '@jest/globals';
import { refOf } from '../../src/kube/refs.ts';
import { report } from '../../src/judge/report.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
import { analysis, operator, prometheus, prometheusRule } from '../worlds.ts';

const k8s = prometheus('monitoring/k8s');

/** A rule, and what the operator says of it. */
const rule = (expr: string, message: string): KubeObject =>
  prometheusRule(
    'shop/web',
    { groups: [{ name: 'web', rules: [{ record: 'a:b', expr }] }] },
    { generation: 1 },
    {
      bindings: [
        {
          resource: 'prometheuses',
          namespace: 'monitoring',
          name: 'k8s',
          conditions: [{ type: 'Accepted', status: 'False', observedGeneration: 1, message }],
        },
      ],
    },
  );

describe("the operator's own word", () => {
  const said = (expr: string, message = 'invalid rule') => {
    const analysed = analysis([k8s, operator(), rule(expr, message)]);
    const { findings } = report(analysed, clusterChecks, { objects: [refOf(rule(expr, message))] });
    return findings.map(({ check, because }) => [
      check,
      ...because.filter((text) => /^(?:message|the operator says):/.test(text)),
    ]);
  };

  it('is a reason of the finding that knows why', () => {
    expect(said('up ==')).toEqual([['rule-invalid', 'the operator says: invalid rule']]);
  });

  it('is a finding where nothing else explains it', () => {
    expect(said('up')).toEqual([['rejected-by-operator', 'message: invalid rule']]);
  });
});
