import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { AlertingRule, ProfileVariant } from '../../../src/model/index.ts';
import { defaultSettings, kuberhealthyRules, profiles } from '../../../src/profiles/index.ts';

const root = new URL('../../../', import.meta.url);
const variants: readonly ProfileVariant[] = profiles.flatMap((profile) => profile.variants);
const alertsOf = (variant: ProfileVariant): readonly AlertingRule[] =>
  variant.rules.flatMap((group) => group.rules.filter((rule) => 'alert' in rule));
const allAlerts = [...new Set(variants.flatMap(alertsOf).map((rule) => rule.alert))].sort();

describe('a profile', () => {
  it('is data, but for how it is tuned: nothing is lost through JSON', () => {
    const data = profiles.map(({ tuned: _tuned, ...rest }) => rest);
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
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
