import { describe, expect, it } from '@jest/globals';
import { report } from '../../src/judge/report.ts';
import type { Printed } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
import { reportJson } from '../../src/render/report-json.ts';
import { analysis, prometheus, serviceMonitor } from '../worlds.ts';
import { KINDS, mustFitSchema, problemOf } from './printed.ts';

const world = [
  prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { a: 'b' } } }),
  serviceMonitor('shop/web'),
];
const printed = reportJson(report(analysis(world), clusterChecks), { verdicts: 'all' });
const apiVersion = 'promwire.dev/v1alpha1';
const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'web' };

const SAMPLES: readonly Printed[] = [
  printed,
  {
    apiVersion,
    kind: 'Reports',
    summary: { clusters: 2, ok: 0, findings: 1, unknown: 1, usage: 0, interrupted: 0, internal: 0 },
    shared: [{ check: 'label-mismatch', severity: 'error', object: ref, clusters: ['a', 'b'] }],
    clusters: [
      { name: 'a', also: ['b'], server: 'https://a', outcome: 'findings', report: printed },
      { name: 'c', outcome: 'unknown', problem: { detail: '', next: '' } },
    ],
  },
  {
    apiVersion,
    kind: 'Verifications',
    summary: { clusters: 1, ok: 1, findings: 0, unknown: 0, usage: 0, interrupted: 0, internal: 0 },
    clusters: [
      {
        name: 'a',
        outcome: 'ok',
        verification: { apiVersion, kind: 'Verification', verifications: [], blocked: [], unknown: [] },
      },
    ],
  },
  {
    apiVersion,
    kind: 'Comparisons',
    summary: { clusters: 1, ok: 0, findings: 0, unknown: 1, usage: 0, interrupted: 0, internal: 0 },
    shared: [{ object: ref, clusters: ['a', 'b'] }],
    clusters: [{ name: 'a', outcome: 'unknown', problem: { detail: '' } }],
  },
  {
    apiVersion,
    kind: 'Diffs',
    summary: { clusters: 1, ok: 1, findings: 0, unknown: 0, usage: 0, interrupted: 0, internal: 0 },
    clusters: [
      {
        name: 'a',
        outcome: 'ok',
        diff: { apiVersion, kind: 'Diff', settings: [], changes: [], blocked: [], advice: [] },
      },
    ],
  },
  {
    apiVersion,
    kind: 'Demo',
    report: printed,
    plan: { changes: 1, blocked: [], advice: [{ text: 'Do it.' }] },
    files: [],
  },
  {
    apiVersion,
    kind: 'Diff',
    settings: [{ kind: 'label', name: 'team', becomes: 'a', alerts: 16 }],
    changes: [
      {
        change: {
          action: 'apply',
          step: 'dashboard',
          why: '',
          manifest: { ...ref, metadata: { name: 'web' }, data: {} },
        },
        state: 'update',
        fields: [{ path: 'data.x', was: undefined, becomes: ['y', null] }],
      },
    ],
    blocked: [{ object: ref, why: '', remedy: '' }],
    advice: [],
  },
  {
    apiVersion,
    kind: 'Comparison',
    summary: {
      lost: { ConfigMap: 1 },
      partsLost: { alert: 1 },
      gained: {},
      targetsLost: 1,
      targetsGained: 0,
      errors: 1,
      warnings: 0,
      unknown: 1,
    },
    base: 'origin/main',
    head: '.',
    losses: [
      {
        how: 'targets',
        part: 'alert',
        object: ref,
        was: ref,
        by: ref,
        targets: 1,
        summary: '',
        because: [''],
        checks: ['label-mismatch'],
        remedy: '',
        place: { side: 'head', file: 'a.yaml', line: 1, column: 1 },
      },
    ],
    gains: [{ how: 'added', object: ref, targets: 1, summary: '', because: [], checks: [] }],
    unknown: [{ summary: '', because: [], checks: [] }],
    appeared: [{ object: ref, severity: 'error', summary: '', because: [], checks: [] }],
    gone: [{ object: ref, severity: 'warning', summary: '', because: [], checks: [] }],
    standing: { errors: 1, unknown: 0 },
  },
  {
    apiVersion,
    kind: 'Fix',
    files: [{ file: 'a.yaml', diff: '' }],
    written: false,
    fixed: [{ object: ref, fields: [{ path: ['spec'], was: null, becomes: {} }], checks: ['label-mismatch'] }],
    left: [{ object: ref, why: '' }],
    sources: [
      { owner: 'Helm', objects: [ref], files: [{ file: 'values.yaml', text: 'a: 1' }], how: '', commands: ['helm'] },
    ],
    verifications: [],
    report: printed,
  },
  {
    apiVersion,
    kind: 'Undo',
    undone: [{ object: ref, fields: [{ path: ['spec'], was: null, becomes: {} }] }],
    written: false,
    left: [{ object: ref, why: '' }],
    unseen: [],
  },
  {
    apiVersion,
    kind: 'Verification',
    verifications: [
      {
        expectation: { kind: 'dashboard-present', object: ref },
        outcome: 'unknown',
        detail: '',
        unanswered: { kind: 'unknown', reason: 'forbidden', detail: '', next: '', server: 'no' },
      },
    ],
    blocked: [],
    unknown: [{ reason: 'forbidden', reads: { group: '', kind: 'Pod' }, detail: '' }],
  },
  {
    apiVersion,
    kind: 'Uninstall',
    remove: [{ ref, uid: '' }],
    restore: [],
    settings: [],
    left: [{ ref, why: '' }],
    unseen: [],
  },
  { apiVersion, kind: 'DashboardImport', grafana: 'x', api: 'y', steps: [{ what: 'folder', outcome: 'created' }] },
  {
    apiVersion,
    kind: 'DashboardPreview',
    uid: '',
    title: '',
    variables: { check: 'All' },
    rows: [{ title: '', panels: [{ title: '', kind: 'stat', content: { shows: 'unknown', detail: '', next: '' } }] }],
  },
  {
    apiVersion,
    kind: 'Version',
    name: 'promwire',
    version: '1.2.3',
    node: '24.1.0',
    platform: 'linux-x64',
    provenAgainst: [{ name: 'Prometheus', versions: ['3.0.0'], by: 'run' }],
  },
  { apiVersion: 'v1', kind: 'List', items: [{ ...ref, metadata: { name: 'web' }, data: { x: 'y' } }] },
  {
    apiVersion,
    kind: 'Setup',
    report: printed,
    settings: [],
    changes: [],
    blocked: [],
    advice: [],
    notes: [''],
    verifications: [],
  },
];

describe('the schemas of what -o json prints', () => {
  it('are one for each kind', () => {
    expect(KINDS.toSorted()).toEqual(SAMPLES.map(({ kind }) => kind).toSorted());
  });

  it.each(SAMPLES.map((sample) => [sample.kind, sample] as const))('fit a %s', (_kind, sample) => {
    expect(problemOf(JSON.parse(JSON.stringify(sample)))).toBeUndefined();
  });

  it('find a field that is in no schema, one that is missing, and a kind without a schema', () => {
    expect(printed.unknown.length + printed.findings.length).toBeGreaterThan(0);
    const [verdict] = printed.verdicts;
    expect(problemOf({ ...printed, verdicts: [{ ...verdict, more: 1 }] })).toContain(
      'Report/verdicts/0 must NOT have additional',
    );
    expect(problemOf({ ...printed, summary: undefined })).toContain("required property 'summary'");
    expect(problemOf({ kind: 'Other' })).toContain('no schema of kind "Other"');
  });

  it('are asked only where JSON is', () => {
    for (const args of [['check'], ['check', '-o', 'yaml'], ['check', '-o', 'json', '--watch']])
      expect(() => mustFitSchema(args, 'no JSON')).not.toThrow();
    for (const args of [
      ['check', '-o', 'json'],
      ['check', '--output=json'],
      ['check', '-ojson'],
    ])
      expect(() => mustFitSchema(args, '{"kind":"Other"}')).toThrow('no schema');
  });
});
