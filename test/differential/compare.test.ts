import { describe, expect, it } from '@jest/globals';
import type { Judgement } from '../../src/model/index.ts';
import { added, agrees, bySort, compare, inRow, NOTHING, printDisagreements, printTable } from './compare.ts';
import type { Truth } from './truth.ts';

const object = { apiVersion: 'v1', kind: 'ServiceMonitor', metadata: { namespace: 'shop', name: 'web' } };
const stack = { apiVersion: 'v1', kind: 'Prometheus', metadata: { namespace: 'monitoring', name: 'k8s' } };
const truth: Truth = { object, stack, verdicts: ['rejected'], effective: false, message: 'endpoints[0]: "x"' };
const match: Judgement = {
  object: { apiVersion: 'v1', kind: 'ServiceMonitor', namespace: 'shop', name: 'web' },
  stack: { apiVersion: 'v1', kind: 'Prometheus', namespace: 'monitoring', name: 'k8s' },
  verdict: 'rejected',
  configured: false,
  effective: false,
  by: 'selectors',
  wires: [],
  causes: ['rejected-timeout'],
  gaps: [],
};

describe('agreement', () => {
  it('asks for the same verdict and the same effect', () => {
    expect(agrees(truth, match)).toBe(true);
    expect(agrees(truth, { ...match, verdict: 'selected' })).toBe(false);
    expect(agrees({ ...truth, verdicts: ['selected'] }, { ...match, verdict: 'selected', configured: true })).toBe(
      false,
    );
  });

  it('is never reached without a verdict, with an unknown one, or with evidence that contradicts itself', () => {
    expect(agrees(truth, undefined)).toBe(false);
    expect(agrees(truth, { ...match, verdict: 'unknown' })).toBe(false);
    expect(agrees({ ...truth, odd: 'rejected and loaded' }, match)).toBe(false);
  });
});

describe('a comparison', () => {
  const two = compare(
    new Map([
      ['a', truth],
      ['b', { ...truth, verdicts: ['selected'], effective: true, message: '' }],
    ]),
    new Map([
      ['a', match],
      ['b', match],
    ]),
  );

  it('counts pairs by what the operator did and by our causes', () => {
    expect(two.pairs).toBe(2);
    expect(inRow(two, 'rejected')).toBe(1);
    expect(inRow(two, 'selected')).toBe(1);
    expect(two.causes.get('rejected-timeout')).toBe(2);
    expect(two.disagreements.map(({ pair }) => pair)).toEqual(['b']);
  });

  it('adds up', () => {
    const four = added(added(NOTHING, two), two);
    expect(four.pairs).toBe(4);
    expect(inRow(four, 'rejected')).toBe(2);
    expect(four.causes.get('rejected-timeout')).toBe(4);
    expect(bySort(four.disagreements).length).toBe(1);
    expect(printTable(four)).toContain('pairs: 4, in disagreement: 2');
    expect(printDisagreements(four.disagreements, 1)).toContain('and 1 more of this sort');
  });
});
