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
  const server = 'services "k8s" is forbidden';
  const refused = (what: string): Pick<Verification, 'detail' | 'unanswered'> => {
    const detail = `${what} of monitoring/k8s, through the API server: ${server}`;
    const next = 'Get that right.';
    return {
      detail: `${detail}. ${next}`,
      unanswered: { kind: 'unknown', reason: 'forbidden', detail, next, server },
    };
  };
  const query = (title: string, why: Pick<Verification, 'detail' | 'unanswered'>): Verification => ({
    expectation: { kind: 'series-present', stack: ref, query: 'up', title },
    outcome: 'unknown',
    ...why,
  });

  it('says once why several are unknown, and names each', () => {
    const panels: Verification = {
      expectation: { kind: 'queries-succeed', stack: ref, title: 'Overview', queries: [] },
      outcome: 'unknown',
      ...refused('query'),
    };
    const dashboard: Verification = {
      expectation: {
        kind: 'dashboard-present',
        object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'b' },
      },
      outcome: 'met',
      detail: 'ConfigMap a/b is there',
    };
    expect(
      verificationText(
        [
          { ...met, outcome: 'unknown', ...refused('targets') },
          met,
          query('Runs', refused('query')),
          panels,
          dashboard,
        ],
        plain,
      ),
    ).toBe(
      [
        'Verification',
        '  unknown  targets of ServiceMonitor monitoring/k8s',
        '  unknown  query: Runs',
        '  unknown  panels: Overview',
        '             Through the API server: services "k8s" is forbidden. Get that right.',
        '  ok       targets of ServiceMonitor monitoring/k8s: 2/2 targets up',
        '  ok       dashboard: ConfigMap a/b is there',
        '',
      ].join('\n'),
    );
  });

  it('names what only one lacks, and nothing twice', () => {
    const text = verificationText(
      [query('Runs', refused('query')), query('Checks', { detail: '3 series, but.' })],
      plain,
    );
    expect(text).toContain('unknown  query: Runs: query of monitoring/k8s, through the API server');
    expect(text).toContain('unknown  query: Checks: 3 series, but.');
  });
});
