import { describe, expect, it } from '@jest/globals';
import type { Report } from '../../src/model/index.ts';
import { reportMetrics } from '../../src/render/metrics.ts';
import { NASTY } from './nasty-strings.ts';
import { finding, gap, monitor, reportOf, stack } from './reports.ts';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The text format of Prometheus 0.0.4: HELP, TYPE and samples, each family in one piece. Throws on anything else. */
function samples(text: string): readonly Sample[] {
  const found: Sample[] = [];
  const families = new Set<string>();
  let family = '';
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line is not ended');
  for (const line of lines) {
    const head = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (head) {
      const [, what, name = '', rest = ''] = head;
      if (name !== family && families.has(name)) throw new Error(`${name} twice`);
      if (what === 'TYPE' && rest !== 'gauge') throw new Error(`type ${rest}`);
      families.add((family = name));
      continue;
    }
    if (line === '') continue;
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\n"])*",?)*)\})? (\S+)$/.exec(line);
    if (!sample || sample[1] !== family) throw new Error(`no sample of ${family}: ${line}`);
    const labels = [...(sample[2] ?? '').matchAll(/(\w+)="((?:[^"\\\n]|\\[\\n"])*)"/g)].map(
      ([, key = '', raw = '']) => [
        key,
        raw.replaceAll(/\\(.)/g, (_escape, char: string) => (char === 'n' ? '\n' : char)),
      ],
    );
    found.push({
      name: family,
      labels: Object.fromEntries(labels) as Record<string, string>,
      value: Number(sample[3]),
    });
  }
  const keys = found.map(({ name, labels }) => JSON.stringify([name, labels]));
  if (new Set(keys).size < keys.length) throw new Error('one series twice');
  return found;
}

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
      expect(sample?.labels['object']).toBe(text);
    }
  });
});
