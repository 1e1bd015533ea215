import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse, parseAllDocuments, stringify } from 'yaml';
import type { Manifest, RuleGroup } from '../../src/model/index.ts';
import { profiles } from '../../src/profiles/index.ts';
import { inFolder, run, write } from '../commands/ask.ts';

const GENERATE = ['generate', '--variant', 'v3', '--monitor-labels', 'a=b', '--rule-labels', 'a=b'];

async function generated(...flags: readonly string[]) {
  const answer = await run([...GENERATE, ...flags]);
  const manifests = parseAllDocuments(answer.out).map((document) => document.toJS() as Manifest);
  const rule = manifests.find(({ kind }) => kind === 'PrometheusRule');
  const groups = (rule?.['spec'] as { readonly groups: readonly RuleGroup[] } | undefined)?.groups ?? [];
  const alerts = groups.flatMap((group) => group.rules.flatMap((each) => ('alert' in each ? [each] : [])));
  return {
    ...answer,
    groups,
    alert: (name: string) => alerts.find(({ alert }) => alert === name),
    alerts,
    annotations: rule?.metadata.annotations ?? {},
  };
}

describe('settings of the alerts', () => {
  it('by flags: an alert off, another severity, thresholds, labels', async () => {
    const shipped = await generated();
    const { alert, alerts, groups } = await generated(
      ...['--alert', 'KuberhealthyCheckSlow=off', '--alert', 'KuberhealthyAbsent=page'],
      ...['--alert', 'KuberhealthyCheckFailing=page', '--threshold', 'failingFor=10m', '--alert-labels', 'team=a,b=c'],
    );
    expect(alert('KuberhealthyCheckSlow')).toBeUndefined();
    expect(alerts).toHaveLength(shipped.alerts.length - 1);
    expect(alert('KuberhealthyAbsent')?.labels).toEqual({ severity: 'page', team: 'a', b: 'c' });
    // The check's own severity still goes before it.
    expect(alert('KuberhealthyCheckFailing')?.labels['severity']).toBe(
      '{{ with $labels.severity }}{{ . }}{{ else }}page{{ end }}',
    );
    expect(alert('KuberhealthyCheckFailing')?.expr).toContain('>= 600');
    expect(shipped.alert('KuberhealthyCheckFailing')?.expr).toContain('>= 300');
    // Dashboards rest on what is recorded, whatever alert is off.
    const records = (of: readonly RuleGroup[]) =>
      of.flatMap((group) => group.rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])));
    expect(records(groups)).toEqual(records(shipped.groups));
  });

  it('by file, with flags over it; the whole is kept at the rules', async () => {
    const content = {
      objective: 0.995,
      runbooks: 'https://wiki.example/runbooks/',
      labels: { team: 'a' },
      alerts: {
        KuberhealthyCheckSlow: false,
        KuberhealthyCheckFlapping: { severity: 'warning', labels: { route: 'chat' } },
      },
    };
    await inFolder(async (folder) => {
      const file = write(folder, 'alerts.yaml', stringify(content));
      const { alert, annotations, out } = await generated('--settings', file, '--alert', 'KuberhealthyCheckSlow=on');
      expect(alert('KuberhealthyCheckSlow')?.labels['team']).toBe('a');
      expect(alert('KuberhealthyCheckFlapping')?.labels).toMatchObject({ team: 'a', route: 'chat' });
      expect(alert('KuberhealthyAbsent')?.annotations['runbook_url']).toBe(
        'https://wiki.example/runbooks/KuberhealthyAbsent.md',
      );
      expect(JSON.parse(annotations['promwire.dev/settings'] ?? '')).toEqual({
        ...content,
        alerts: { ...content.alerts, KuberhealthyCheckSlow: { enabled: true } },
      });
      // The dashboards' lines are where the alerts begin.
      expect(out).toContain('99.5 %');
      expect(out).not.toContain('99 %');
      expect(out).not.toContain('github.com/promwire/promwire/blob/main/docs/runbooks');
    });
  });

  it.each(['off', 'OFF', 'false', 'no'])('%s is not a severity, but leaves the alert out', async (word) => {
    const { alert } = await generated('--alert', `KuberhealthyCheckSlow=${word}`);
    expect(alert('KuberhealthyCheckSlow')).toBeUndefined();
  });

  it('of what is said of one alert, the last holds: a severity takes it in again', async () => {
    const { alert } = await generated(...['--alert', 'KuberhealthyAbsent=off', '--alert', 'KuberhealthyAbsent=page']);
    expect(alert('KuberhealthyAbsent')?.labels['severity']).toBe('page');
    await inFolder(async (folder) => {
      const file = write(folder, 'a.yaml', 'alerts: {KuberhealthyAbsent: off}');
      const flagged = await generated('--settings', file, '--alert', 'KuberhealthyAbsent=page');
      expect(flagged.alert('KuberhealthyAbsent')?.labels['severity']).toBe('page');
    });
  });

  it('nothing set leaves no mark, and the printed file changes nothing', async () => {
    const shipped = await generated();
    expect(shipped.annotations['promwire.dev/settings']).toBeUndefined();
    const printed = (await run(['settings'])).out;
    await inFolder(async (folder) => {
      expect((await generated('--settings', write(folder, 'a.yaml', printed))).out).toBe(shipped.out);
      expect((await generated('--settings', 'default')).out).toBe(shipped.out);
    });
    // Uncommented, it is what is shipped.
    const all = parse(printed.replaceAll(/^# (\w+:|  \w+:)/gm, '$1')) as Record<string, unknown>;
    expect(all).toMatchObject({ failingFor: '5m', objective: 0.99, alerts: { KuberhealthyAbsent: 'critical' } });
    await inFolder(async (folder) => {
      const { alert, alerts } = await generated(
        '--settings',
        write(folder, 'b.yaml', stringify({ ...all, labels: {} })),
      );
      expect(alerts.map((each) => each.alert)).toEqual(shipped.alerts.map((each) => each.alert));
      expect(alert('KuberhealthyAbsent')).toEqual(shipped.alert('KuberhealthyAbsent'));
    });
  });

  it('are all in docs/alerts.md, as they are shipped', () => {
    const rows = readFileSync('docs/alerts.md', 'utf8').matchAll(/^\| `(\w+)` +\| (.*?) +\| (.*?) +\|$/gm);
    const told = [...rows].map(([, name, standard, help]) => ({ name, standard, help: help?.replaceAll('`', '') }));
    expect(told).toEqual(
      profiles[0]?.settings.map(({ name, standard, help }) => ({
        name,
        standard: name === 'runbooks' ? 'this site' : standard,
        help,
      })),
    );
  });

  it.each([
    [['--threshold', 'objectiv=0.9'], '"objectiv" is not a setting', 'Did you mean objective?'],
    [['--threshold', 'objective=1'], 'objective: "1" is not possible', 'between 0 and 1'],
    [['--threshold', 'objective=0.5'], 'is not possible', 'at least 0.85'],
    [['--threshold', 'failingFor=10'], 'failingFor: "10"', 'a duration such as 10m'],
    [['--threshold', 'failingFor=1d'], 'failingLong is smaller than failingFor', 'as shipped failingLong is 6h'],
    [['--threshold', 'flaps=2.5'], 'flaps: "2.5"', 'a whole number'],
    [['--threshold', 'runbooks=https://me:secret@wiki'], 'runbooks:', 'an address'],
    [['--threshold', 'pools=a b'], 'pools: "a b"', 'names separated by commas'],
    [['--threshold', 'flaps'], '--threshold "flaps" is not NAME=VALUE', 'promwire settings'],
    [['--alert', 'KuberhealthyCheckSlo=off'], 'is not an alert', 'Did you mean KuberhealthyCheckSlow?'],
    [['--alert', 'KuberhealthyAbsent=offf'], 'looks like off', 'Did you mean off?'],
    [['--alert', 'KuberhealthyAbsent=of'], 'looks like off', 'Did you mean off?'],
    [['--alert', 'KuberhealthyAbsent=disabled'], 'looks like off', 'Did you mean off?'],
    [['--alert', 'KuberhealthyAbsent=Critical'], 'looks like critical', 'Did you mean critical?'],
    [['--alert', 'KuberhealthyAbsent={{ x }}'], 'severity "{{ x }}" is not possible', 'A severity is a word'],
    [['--alert', '__proto__=off'], '"__proto__" is not an alert', 'promwire settings'],
    [['--alert-labels', 'severity=page'], 'label severity is set by the alerts', 'NAME=SEVERITY'],
    [['--alert-labels', 'check=x'], 'label check is set by the alerts', 'another name'],
    [['--alert-labels', '9=x'], '"9" is not a label name', 'Letters'],
    [['--alert-labels', 'a={{ .x'], 'Prometheus would refuse', 'template'],
    [['--settings', '/does/not/exist'], 'cannot be read: there is no such file or folder', 'Give the path'],
  ])('%j is refused: %s', async (flags, message, hint) => {
    const { code, err, out } = await generated(...flags);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(err).not.toContain('secret@');
  });

  it.each([
    ['objective: [1]', 'objective: must be string,number'],
    ['alerts: {KuberhealthyAbsent: {severity: 3}}', 'alerts.KuberhealthyAbsent.severity: must be string'],
    [
      'alerts: {KuberhealthyAbsent: {sevrity: page}}',
      'alerts.KuberhealthyAbsent.sevrity: no such field; did you mean severity?',
    ],
    ['labels:\n  team: 1.10', 'line 2, column 3: labels.team: must be string: put it in quotes, without which YAML'],
    ['labels: {team: on}', 'YAML reads it as true or false'],
    ['failingFor: 5m\nobjective: 99\nfailingFor: 6m', 'line 3, column 1: failingFor stands twice, first in line 1'],
    ['alert: {KuberhealthyAbsent: off}', 'alert: no such map; did you mean alerts?'],
    ['- a', 'the whole: must be object'],
    ['a: 1\n---\nb: 2', 'several documents'],
    ['labels:\n  a: "x', 'line 2'],
    ['\u0000', 'contains a control character'],
  ])('a file %j is refused', async (text, message) => {
    await inFolder(async (folder) => {
      const { code, err } = await generated('--settings', write(folder, 'a.yaml', text));
      expect(code).toBe(2);
      expect(err.replaceAll(/\s+/g, ' ')).toContain(message);
    });
  });
});
