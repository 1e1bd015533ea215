import { describe, expect, it } from '@jest/globals';
import { grafanaOutcome, refusalOutcome, reportOutcome, verificationOutcome } from '../src/outcomes.ts';
import type { Outcome } from '../src/errors.ts';
import type { Finding, Refusal, Report, Severity, Unknown, Verification } from '../src/model/index.ts';

const ref = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', namespace: 'shop', name: 'web' };
const met: Verification = {
  expectation: { kind: 'target-up', stack: ref, monitor: ref, endpoints: 1 },
  outcome: 'met',
  detail: '2/2 targets up',
};

describe('what a verification means', () => {
  it.each<readonly [string, Partial<Verification>, Outcome, strict: Outcome]>([
    ['met', {}, 'ok', 'ok'],
    ['not met', { outcome: 'not-met' }, 'findings', 'findings'],
    ['unknown', { outcome: 'unknown' }, 'unknown', 'unknown'],
    ['waiting for Prometheus', { outcome: 'pending', waitingOn: 'stack' }, 'findings', 'findings'],
    ['waiting for nobody', { outcome: 'pending' }, 'findings', 'findings'],
    ['waiting for the application', { outcome: 'pending', waitingOn: 'application' }, 'ok', 'findings'],
    ['up, and scraped twice', { duplicates: [{ address: '10.0.0.1:80', pools: ['a', 'b'] }] }, 'findings', 'findings'],
  ])('%s', (_name, change, outcome, strict) => {
    expect(verificationOutcome({ ...met, ...change }, false)).toBe(outcome);
    expect(verificationOutcome({ ...met, ...change }, true)).toBe(strict);
  });
});

describe('what a report means', () => {
  const finding = (severity: Severity): Finding => ({
    check: 'label-mismatch',
    severity,
    object: ref,
    summary: '',
    because: [],
    remedy: '',
    evidence: {},
  });
  const unseen = (touches: boolean): Unknown => ({
    gap: { reason: 'forbidden', reads: { group: '', kind: 'Service' } },
    touches,
  });
  it.each<readonly [string, readonly Finding[], readonly Unknown[], Outcome, onWarning: Outcome]>([
    ['nothing found', [], [], 'ok', 'ok'],
    ['an info', [finding('info')], [], 'ok', 'ok'],
    ['a warning', [finding('warning')], [], 'ok', 'findings'],
    ['an error', [finding('error')], [], 'findings', 'findings'],
    ['a check that was not made', [], [unseen(false)], 'ok', 'ok'],
    [
      'an error, and something unseen that touches the question',
      [finding('error')],
      [unseen(true)],
      'unknown',
      'unknown',
    ],
  ])('%s', (_name, findings, unknown, outcome, onWarning) => {
    const report: Report = { stacks: [], judgements: [], wires: [], suppressed: [], findings, unknown };
    expect(reportOutcome(report, 'error')).toBe(outcome);
    expect(reportOutcome(report, 'warning')).toBe(onWarning);
    expect(reportOutcome(report, 'none')).toBe(outcome === 'findings' ? 'ok' : outcome);
  });
});

it.each<readonly [Refusal['kind'], Outcome]>([
  ['forbidden', 'unknown'],
  ['failed', 'unknown'],
  ['webhook', 'unknown'],
  ['conflict', 'findings'],
  ['invalid', 'findings'],
])('a write that is refused as %s', (kind, outcome) => {
  expect(refusalOutcome({ kind, message: '' } as Refusal)).toBe(outcome);
});

it.each([
  ['unauthorized', 'unknown'],
  ['conflict', 'findings'],
] as const)('a Grafana that refuses: %s', (reason, outcome) => {
  expect(grafanaOutcome(reason)).toBe(outcome);
});
