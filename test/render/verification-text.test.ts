import { describe, expect, it } from '@jest/globals';
import type { Verification } from '../../src/model.ts';
import { verificationExitCode } from '../../src/render/verification-text.ts';

const ref = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', namespace: 'monitoring', name: 'k8s' };
const expectation = {
  kind: 'target-up',
  stack: ref,
  monitor: { ...ref, kind: 'ServiceMonitor' },
  endpoints: 1,
} as const;
const met: Verification = { expectation, outcome: 'met', detail: '2/2 targets up' };

describe('the exit code of what was verified', () => {
  it.each<readonly [string, Verification, number, number]>([
    ['met', met, 0, 0],
    ['not met', { ...met, outcome: 'not-met' }, 1, 1],
    ['unknown', { ...met, outcome: 'unknown' }, 3, 3],
    ['waiting for Prometheus', { ...met, outcome: 'pending', waitingOn: 'stack' }, 1, 1],
    ['waiting for the application', { ...met, outcome: 'pending', waitingOn: 'application' }, 0, 1],
    ['up, and scraped twice', { ...met, duplicates: [{ address: '10.0.0.1:80', pools: ['a', 'b'] }] }, 1, 1],
  ])('%s', (_name, verification, code, strict) => {
    expect(verificationExitCode([met, verification], false)).toBe(code);
    expect(verificationExitCode([met, verification], true)).toBe(strict);
  });
});
