import { describe, expect, it } from '@jest/globals';
import type { Report, Wire } from '../../../src/model/index.ts';
import { reportHtml } from '../../../src/render/html/page.ts';
import { wiringOf } from '../../../src/render/html/wiring.ts';
import { finding, gap, monitor, reportOf, stack } from '../reports.ts';

type Judged = Report['judgements'][number];

const other = { ...stack, name: 'other' };
const stacks = [stack, other].map((ref) => ({ ref, consumes: ['ServiceMonitor'] })) as unknown as Report['stacks'];
const judged = (name: string, fields: Partial<Judged> = {}): Judged => ({
  object: monitor(name),
  stack,
  verdict: 'selected',
  configured: true,
  effective: true,
  by: 'selectors',
  wires: [],
  causes: [],
  gaps: [],
  ...fields,
});
const target = { address: '10.0.0.1', port: 80, ready: true };
const service = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' };
const wire = (name: string, fields: Partial<Wire> = {}): Wire => ({
  monitor: monitor(name),
  stack,
  endpoint: 0,
  service,
  port: 'http',
  targets: [target],
  ...fields,
});
const rows = (report: Partial<Report>) =>
  wiringOf(reportOf({ stacks, ...report })).flatMap((section) =>
    section.rows.map(({ object, state, edge, ways }) => [
      section.stack?.name,
      object.name,
      state,
      edge,
      ...ways.flatMap((way) => [way.edge, ...way.ends.map((end) => end.edge)]),
    ]),
  );

describe('the wires of a page', () => {
  it('have what is said of a stack under that stack, and a dashboard under its sidecar', () => {
    const alertmanager = { ...stack, kind: 'Alertmanager', name: 'main' };
    const map = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'web-dashboard' };
    const { stack: _, ...sidecar } = finding({
      object: map,
      evidence: { sidecar: 'Deployment monitoring/kps-grafana (container sc)' },
    });
    const report = {
      stacks: [...stacks, { ref: alertmanager, consumes: [] }] as unknown as Report['stacks'],
      findings: [
        finding({ object: alertmanager, stack, severity: 'info' }),
        finding({ object: stack, severity: 'warning' }),
        sidecar,
      ],
    };
    expect(rows(report).map(([section, object]) => [section, object])).toEqual([
      ['kps-grafana', 'web-dashboard'],
      [stack.name, stack.name],
      ['main', 'main'],
    ]);
    const sections = wiringOf(reportOf(report));
    expect(sections.find(({ stack: of }) => of?.name === 'kps-grafana')?.stack?.kind).toBe('Deployment');
  });

  it('are counted alike by the buttons and in the title', () => {
    const html = reportHtml(
      reportOf({ stacks, judgements: [judged('web')], findings: [finding(), finding({ check: 'no-endpoints' })] }),
    );
    expect(html).toContain('<title>promwire: 1 broken, 0 warnings, 0 not known</title>');
    expect(html).toContain('<b>1</b> broken');
  });

  it('have the broken rows first, and one broken edge on each path', () => {
    const judgements = [
      judged('fine'),
      judged('lost', { verdict: 'not-selected', configured: false, effective: false }),
      judged('port', { effective: false }),
      judged('none', { effective: false }),
    ];
    const wires = [
      wire('fine'),
      wire('lost', { brokenAt: 'port', targets: [] }),
      wire('port', { brokenAt: 'port', targets: [] }),
      { monitor: monitor('none'), stack, endpoint: 0, targets: [], brokenAt: 'service' as const },
    ];
    const findings = ['lost', 'port', 'none'].map((name) => finding({ object: monitor(name) }));
    expect(rows({ judgements, wires, findings })).toEqual([
      ['k8s', 'lost', 'broken', 'broken', 'after', 'after'],
      ['k8s', 'none', 'broken', 'ok', 'broken'],
      ['k8s', 'port', 'broken', 'ok', 'ok', 'broken'],
      ['k8s', 'fine', 'ok', 'ok', 'ok', 'ok'],
    ]);
  });

  it('are unknown where it is not known what they lead to, and broken where all that is there is down', () => {
    const judgements = [judged('open'), judged('down')];
    const wires = [
      wire('open', { targets: [], brokenAt: 'endpoints', unknown: [gap] }),
      wire('down', { targets: [{ ...target, health: 'down' }] }),
    ];
    expect(rows({ judgements, wires, findings: [finding({ object: monitor('down') })] })).toEqual([
      ['k8s', 'down', 'broken', 'ok', 'ok', 'broken'],
      ['k8s', 'open', 'unknown', 'ok', 'ok', 'unknown'],
    ]);
  });

  it('leave out that one stack does not want what another one takes', () => {
    const away = { verdict: 'not-selected', configured: false, effective: false } as const;
    const judgements = [
      judged('web'),
      judged('web', { stack: other, ...away }),
      judged('lone', { stack: other, ...away }),
    ];
    expect(rows({ judgements })).toEqual([
      ['other', 'lone', 'idle', 'after'],
      ['k8s', 'web', 'ok', 'ok'],
    ]);
  });

  it('show every finding: at its pair, at the wire to its object, under its stack, or under none', () => {
    const findings = [
      finding({ summary: 'one' }),
      finding({ object: service, summary: 'two' }),
      finding({ object: stack, summary: 'three' }),
      { ...finding({ object: monitor('alone'), summary: 'four' }), stack: undefined } as unknown as ReturnType<
        typeof finding
      >,
      finding({ object: monitor('board'), stack: { ...stack, kind: 'Deployment', name: 'grafana' }, summary: 'five' }),
    ];
    const sections = wiringOf(reportOf({ stacks, judgements: [judged('web')], wires: [wire('web')], findings }));
    expect(
      sections.map((section) => [
        section.stack?.name,
        section.rows.map((row) => [row.object.name, ...row.findings.map(({ summary }) => summary)]),
      ]),
    ).toEqual([
      [
        'k8s',
        [
          ['k8s', 'three'],
          ['web', 'one', 'two'],
        ],
      ],
      ['grafana', [['board', 'five']]],
      [undefined, [['alone', 'four']]],
      ['other', []],
    ]);
  });

  it('name what is left out, and the command that changes what was found', () => {
    const text = reportHtml(
      reportOf({
        suppressed: [
          { check: 'a', object: monitor('x') },
          { check: 'b', object: monitor('y'), excused: { reason: 'soon', until: '2027-01-01' } },
        ],
      }),
      { offer: 'A fix is tried by:\n  promwire fix' },
    );
    expect(text).toContain('<li>a of ServiceMonitor shop/x (ignored by annotation)</li>');
    expect(text).toContain('<li>b of ServiceMonitor shop/y (excused until 2027-01-01: soon)</li>');
    expect(text).toContain('<pre tabindex="0">promwire fix</pre>');
  });
});
