import { describe, expect, it } from '@jest/globals';
import type { Verification } from '../../../src/model/index.ts';
import { plain } from '../../../src/render/text/style.ts';
import { verificationText } from '../../../src/render/text/verification.ts';

const ref = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', namespace: 'monitoring', name: 'k8s' };
const expectation = {
  kind: 'target-up',
  stack: ref,
  monitor: { ...ref, kind: 'ServiceMonitor' },
  endpoints: 1,
} as const;
const met: Verification = { expectation, outcome: 'met', detail: '2/2 targets up' };

describe('what was verified, in words', () => {
  const why = (what: string): string =>
    `${what} of monitoring/k8s, through the API server: services "k8s" is forbidden. Get that right.`;
  const query = (title: string, detail: string): Verification => ({
    expectation: { kind: 'series-present', stack: ref, query: 'up', title },
    outcome: 'unknown',
    detail,
  });

  it('says once why several are unknown, and names each', () => {
    const panels: Verification = {
      expectation: { kind: 'queries-succeed', stack: ref, title: 'Overview', queries: [] },
      outcome: 'unknown',
      detail: why('query'),
    };
    expect(
      verificationText(
        [{ ...met, outcome: 'unknown', detail: why('targets') }, met, query('Runs', why('query')), panels],
        plain,
      ),
    ).toBe(
      [
        'Verified',
        '  unknown  targets of ServiceMonitor monitoring/k8s',
        '  unknown  query: Runs',
        '  unknown  panels: Overview',
        '             Through the API server: services "k8s" is forbidden. Get that right.',
        '  ok       targets of ServiceMonitor monitoring/k8s: 2/2 targets up',
        '',
      ].join('\n'),
    );
  });

  it('names what only one lacks, and nothing twice', () => {
    const text = verificationText([query('Runs', why('query')), query('Checks', 'Checks: 3 series, but.')], plain);
    expect(text).toContain('unknown  query: Runs: query of monitoring/k8s, through the API server');
    expect(text).toContain('unknown  query: Checks: 3 series, but.');
  });
});
