import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { AlertingRule, ProfileVariant } from '../../../src/model/index.ts';
import fc from 'fast-check';
import { defaultSettings, kuberhealthyRules, profiles } from '../../../src/profiles/index.ts';
import { v2 } from '../../../src/profiles/kuberhealthy/v2.ts';
import { v3 } from '../../../src/profiles/kuberhealthy/v3.ts';
import { filledParts } from '../../../src/lang/holes/template.ts';

const root = new URL('../../../', import.meta.url);
const variants: readonly ProfileVariant[] = profiles.flatMap((profile) => profile.variants);
const alertsOf = (variant: ProfileVariant): readonly AlertingRule[] =>
  variant.rules.flatMap((group) => group.rules.filter((rule) => 'alert' in rule));
const allAlerts = [...new Set(variants.flatMap(alertsOf).map((rule) => rule.alert))].sort();

describe('a profile', () => {
  it('is data: nothing is lost through JSON', () => {
    expect(JSON.parse(JSON.stringify(profiles))).toStrictEqual(profiles);
  });

  it('speaks of metrics, ports and labels, never of the operator’s kinds', () => {
    expect(JSON.stringify(profiles)).not.toMatch(/ServiceMonitor|PodMonitor|PrometheusRule|monitoring\.coreos/);
  });

  it('asks for no token and does not honour labels', () => {
    expect(JSON.stringify(profiles)).not.toMatch(/bearer|token|honor_?labels/i);
  });

  it('names its variants and dashboards once', () => {
    const ids = variants.flatMap((variant) => variant.dashboards.map((dashboard) => dashboard.uid));
    const titles = variants.flatMap((variant) => variant.dashboards.map((dashboard) => dashboard.title));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(titles).size).toBe(titles.length);
    // kuberhealthy's own dashboard has this one, and would fight with ours.
    expect(ids).not.toContain('kuberhealthy');
    expect(ids.every((uid) => uid.length <= 40)).toBe(true);
  });
});

describe.each(variants)('the rules of $id', (variant) => {
  it.each(alertsOf(variant))('$alert has severity, words and a runbook', (rule) => {
    expect(rule.labels['severity']).toMatch(/critical|warning|info/);
    expect(rule.annotations['summary']).toMatch(/\.$/);
    expect(rule.annotations['description']).toBeTruthy();
    expect(rule.annotations['runbook_url']).toBe(
      `https://github.com/promwire/promwire/blob/main/docs/runbooks/${rule.alert}.md`,
    );
  });

  it.each(alertsOf(variant).filter((rule) => /Kuberhealthy(Check|Job)/.test(rule.alert)))(
    '$alert names its check, routes by the check’s namespace and shows the newest error',
    (rule) => {
      expect(rule.labels['namespace']).toBe('{{ $labels.check_namespace }}');
      expect(rule.annotations['summary']).toContain('{{ $labels.check }} in namespace {{ $labels.check_namespace }}');
      expect(rule.annotations['description']).toContain('| query }}');
      // The text must not be part of the alert's identity.
      expect(JSON.stringify(rule.labels)).not.toContain('error');
    },
  );

  it('have every alert that is named as one on absence', () => {
    const names = variant.absenceAlerts ?? [];
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !alertsOf(variant).some(({ alert }) => alert === name))).toEqual([]);
  });

  it('take another address of the runbooks', () => {
    const rules = kuberhealthyRules(variant.id as 'v2' | 'v3', { ...defaultSettings, runbooks: 'https://wiki/x' });
    expect(JSON.stringify(rules)).not.toContain('github.com');
    expect(JSON.stringify(rules)).toContain('https://wiki/x/KuberhealthyAbsent.md');
  });

  it.each([
    ['auto', '=~"$pools"'],
    ['serviceMonitor/a/b/0', '="serviceMonitor/a/b/0"'],
    ['serviceMonitor/a/b.c/0,kh', '=~"serviceMonitor/a/b\\\\.c/0|kh"'],
  ])('name the pools %s', (pools, matcher) => {
    const rules = kuberhealthyRules(variant.id as 'v2' | 'v3', { ...defaultSettings, pools });
    const exprs = rules.flatMap((group) => group.rules.map(({ expr }) => expr));
    expect(exprs.filter((expr) => expr.includes(`{scrape_job${matcher}}`))).toHaveLength(1);
  });

  it('divide every duration by the scale', () => {
    const text = JSON.stringify(kuberhealthyRules(variant.id as 'v2' | 'v3', { ...defaultSettings, scale: 60 }));
    expect(defaultSettings.failingFor / 60).toBe(5);
    expect(text).toContain('_since_timestamp_seconds:min >= 5');
    expect([...text.matchAll(/"for":"([^"]+)"/g)].map((match) => match[1])).not.toContain('10m');
  });
});

describe('a template', () => {
  const values = fc.record({
    failingFor: fc.integer({ min: 60, max: 100_000 }),
    failingLong: fc.double({ min: 60, max: 1e6, noNaN: true }),
    together: fc.integer({ min: 1, max: 99 }),
    flaps: fc.integer({ min: 1, max: 99 }),
    failedRuns: fc.integer({ min: 1, max: 99 }),
    ofRuns: fc.integer({ min: 1, max: 99 }),
    missedRuns: fc.double({ min: 1, max: 99, noNaN: true }),
    slowdown: fc.double({ min: 1, max: 99, noNaN: true }),
    objective: fc.double({ min: 0.85, max: 0.999999, noNaN: true }),
    textsPerDay: fc.integer({ min: 1, max: 999 }),
    pools: fc.constantFrom('auto', 'a', 'a/b.c/0,d'),
    runbooks: fc.constantFrom('https://wiki/x', 'http://y'),
  });

  it.each([
    ['v2', v2],
    ['v3', v3],
  ] as const)('of %s gives under any settings what is written with them', (id, write) => {
    const { settings, variants: all } = profiles[0]!;
    const { template } = all.find((variant) => variant.id === id)!;
    fc.assert(
      fc.property(values, (known) => {
        expect(Object.keys(known).toSorted()).toEqual(settings.map(({ name }) => name).toSorted());
        const { rules, dashboards } = write({ scale: 1, ...known });
        expect(filledParts(template, known, {})).toEqual(filledParts({ rules, dashboards }, {}, {}));
      }),
      { numRuns: 50 },
    );
  });

  it('has a place for every setting, and none is left in what is shipped', () => {
    for (const { template, rules, dashboards } of variants) {
      const text = JSON.stringify(template);
      const names = [...text.matchAll(/<%([^%|]+)/g)].flatMap(([, hole]) => (hole ?? '').match(/[A-Za-z]\w*/g) ?? []);
      const settable = profiles[0]!.settings.map(({ name }) => name);
      expect([...new Set(names)].toSorted()).toEqual([...settable, 'severity'].toSorted());
      expect(JSON.stringify([rules, dashboards])).not.toMatch(/<%|%>/);
    }
  });
});

describe('the documents', () => {
  const table = readFileSync(new URL('docs/alerts.md', root), 'utf8');

  it('have a runbook for each alert and none besides', () => {
    const files = readdirSync(new URL('docs/runbooks/', root))
      .filter((file) => file.endsWith('.md'))
      .map((file) => file.replace(/\.md$/, ''))
      .sort();
    expect(files).toEqual(allAlerts);
  });

  it.each(allAlerts)('%s has all four sections', (alert) => {
    const text = readFileSync(new URL(`docs/runbooks/${alert}.md`, root), 'utf8');
    expect(text.startsWith(`# ${alert}\n`)).toBe(true);
    expect([...text.matchAll(/^## (.+)$/gm)].map((match) => match[1])).toEqual([
      'Meaning',
      'Impact',
      'Diagnosis',
      'Mitigation',
    ]);
  });

  it.each(allAlerts)('%s has a row that says in which version it is', (alert) => {
    const rows = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    const row = rows.find(([, name]) => name === `[${alert}](runbooks/${alert}.md)`);
    expect(row).toBeDefined();
    const [, , v2, v3] = row!;
    const has = (id: string) =>
      variants.some((variant) => variant.id === id && alertsOf(variant).some((rule) => rule.alert === alert));
    expect({ v2: v2 === 'yes', v3: v3 === 'yes' }).toEqual({ v2: has('v2'), v3: has('v3') });
  });

  it('name only files that exist', () => {
    for (const [, file] of table.matchAll(/\]\((runbooks\/[^)]+)\)/g)) {
      expect(existsSync(new URL(`docs/${file}`, root))).toBe(true);
    }
  });
});
