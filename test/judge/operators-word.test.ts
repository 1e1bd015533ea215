import { describe, expect, it } from '@jest/globals';
import { withOperatorsWord } from '../../src/judge/operators-word.ts';
import { refOf } from '../../src/kube/refs.ts';
import type { Finding } from '../../src/model/index.ts';
import { prometheus, prometheusRule } from '../worlds.ts';

const finding = (check: string, name = 'web', severity: Finding['severity'] = 'error'): Finding => ({
  check,
  severity,
  object: refOf(prometheusRule(`shop/${name}`)),
  stack: refOf(prometheus('monitoring/k8s')),
  summary: `${check}.`,
  because: ['our reason'],
  remedy: 'Mend it.',
  evidence: check === 'rejected-by-operator' ? { message: 'invalid rule' } : {},
});
const admission = new Set(['rejected-by-operator', 'rule-invalid']);
const told = (...findings: readonly Finding[]) =>
  withOperatorsWord(findings, admission).map(({ check, because }) => [check, ...because]);

describe("the operator's own word", () => {
  it('is a reason of the finding that knows why', () => {
    expect(told(finding('rejected-by-operator'), finding('rule-invalid'))).toEqual([
      ['rule-invalid', 'our reason', 'the operator says: invalid rule'],
    ]);
  });

  it('stands alone where nothing else explains it', () => {
    for (const other of [
      finding('rule-invalid', 'other'),
      finding('label-mismatch'),
      finding('rule-invalid', 'web', 'info'),
    ])
      expect(told(finding('rejected-by-operator'), other)).toEqual([
        ['rejected-by-operator', 'our reason'],
        [other.check, 'our reason'],
      ]);
  });
});
