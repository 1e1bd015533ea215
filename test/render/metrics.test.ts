import { describe, expect, it } from '@jest/globals';
import type { Report } from '../../src/model/index.ts';
import { reportMetrics } from '../../src/render/metrics.ts';
import { visibleLines } from '../../src/render/visible.ts';
import { NASTY } from './nasty-strings.ts';
import { finding, gap, monitor, reportOf, stack } from './reports.ts';
import { samples } from './samples.ts';
import type { Sample } from './samples.ts';

const of = async (report: Report, name: string): Promise<readonly Sample[]> =>
  samples(await reportMetrics(report)).filter((sample) => sample.name === name);

describe('findings as metrics', () => {
  it('are one series each, also where two are of one check, object and stack', async () => {
    const report = reportOf({
      findings: [finding(), finding({ summary: 'another' }), finding({ object: monitor('b'), severity: 'info' })],
    });
    expect(await of(report, 'promwire_finding')).toEqual([
      {
        name: 'promwire_finding',
        labels: {
          check: 'label-mismatch',
          severity: 'error',
          kind: 'ServiceMonitor',
          object_namespace: 'shop',
          object: 'web',
          stack: 'monitoring/k8s',
        },
        value: 1,
      },
      expect.objectContaining({ labels: expect.objectContaining({ object: 'b', severity: 'info' }), value: 1 }),
    ]);
  });

  it('count verdicts, what is unknown and what is suppressed; also where there is nothing', async () => {
    const pair = (name: string, verdict: 'selected' | 'unknown') =>
      ({
        object: monitor(name),
        stack,
        verdict,
        by: 'selectors',
        configured: true,
        effective: true,
        wires: [],
        causes: [],
        gaps: [],
      }) as const;
    const report = reportOf({
      judgements: [pair('a', 'selected'), pair('b', 'selected'), pair('c', 'unknown')],
      unknown: [
        { gap, touches: true },
        { gap, touches: false },
      ],
      suppressed: [{ check: 'label-mismatch', object: monitor('web') }],
    });
    expect((await of(report, 'promwire_verdicts')).map(({ labels, value }) => [labels['verdict'], value])).toEqual([
      ['selected', 2],
      ['unknown', 1],
    ]);
    expect(await of(report, 'promwire_unknown')).toEqual([{ name: 'promwire_unknown', labels: {}, value: 1 }]);
    expect(await of(report, 'promwire_suppressed')).toEqual([{ name: 'promwire_suppressed', labels: {}, value: 1 }]);
    expect(await of(reportOf(), 'promwire_unknown')).toEqual([{ name: 'promwire_unknown', labels: {}, value: 0 }]);
  });

  it('hold any name, and it comes back', async () => {
    for (const text of NASTY) {
      const [sample] = await of(reportOf({ findings: [finding({ object: monitor(text) })] }), 'promwire_finding');
      expect(sample?.labels['object']).toBe(visibleLines(text));
    }
  });
});
