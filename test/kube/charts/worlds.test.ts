import { describe, expect, it } from '@jest/globals';
import { analysisOf } from '../../../src/app/read.ts';
import { readFiles } from '../../../src/io/files/index.ts';
import { diskPorts } from '../../../src/io/files/walk.ts';
import { report } from '../../../src/judge/report.ts';
import { clusterChecks } from '../../../src/registry.ts';
import type { Report } from '../../../src/model/index.ts';
import { reportText } from '../../../src/render/text/report.ts';
import { plain } from '../../../src/render/text/style.ts';
import { CHART_WORLDS, render, STACK } from './worlds.ts';
import type { ChartWorld } from './worlds.ts';

async function check(row: ChartWorld, labels: readonly string[]): Promise<Report> {
  const text = `${STACK}---${render(row, labels)}`;
  const read = await readFiles(['-'], { ...diskPorts, stdin: async () => await Promise.resolve(Buffer.from(text)) });
  return report(analysisOf(read), clusterChecks);
}

const rows = CHART_WORLDS.map((row) => [`${row.chart} ${row.version} ${row.kind} ${row.name}`, row] as const);

describe('charts beside kube-prometheus-stack', () => {
  it('are many', () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
  });

  it.each(rows)('%s with the label: nothing is found', async (_name, row) => {
    const { findings, judgements, unknown } = await check(row, ['release: watch']);
    expect(findings.map(({ check: id, severity, summary }) => `${severity} ${id}: ${summary}`)).toEqual([]);
    expect(judgements.map(({ verdict }) => verdict)).toEqual(['selected']);
    expect(unknown.filter(({ touches }) => touches)).toEqual([]);
  });

  it.each(rows)('%s without it: the cause and the line to paste are on the last 24 lines', async (_name, row) => {
    const found = await check(row, []);
    expect(found.findings.map(({ check: id, severity }) => `${severity} ${id}`)).toEqual(['error label-mismatch']);
    const last = reportText(found, plain).trimEnd().split('\n').slice(-24).join('\n');
    expect(last).toContain('label-mismatch');
    expect(last).toContain(
      `helm upgrade watch prometheus-community/kube-prometheus-stack -n eyes --version 80.1.0 --reset-then-reuse-values --set prometheus.prometheusSpec.${row.kind === 'PodMonitor' ? 'pod' : 'service'}MonitorSelectorNilUsesHelmValues=false`,
    );
    expect(last).toContain(
      row.value === undefined
        ? `${row.chart} ${row.version} has no value`
        : `helm upgrade till ${row.chart} -n shop --version ${row.version} --reset-then-reuse-values --set ${row.value}.release=watch`,
    );
  });
});
