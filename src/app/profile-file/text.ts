/** A profile file as it is printed: with comments for who changes it. */
import { VERSION } from '../../version.ts';
import { command, inNamespace } from '../../kube/shell.ts';
import type { ApplicationProfile } from '../../model/index.ts';
import { toYaml } from '../../render/yaml.ts';

/** Where editors find the schema of the file. */
const SCHEMA = `https://unpkg.com/promwire@${VERSION}/schemas/ApplicationProfile.json`;

/** What stands above a section. */
const ABOUT: Readonly<Record<Exclude<keyof ApplicationProfile, 'apiVersion' | 'kind'>, readonly string[]>> = {
  detect: [
    'How the application is found: by the name of an object that leads to its pods, or by labels of it in place of the name',
    '(labels: {app: web}). -n NS goes before the namespace, so that one file serves staging and production.',
  ],
  scrape: [
    'How Prometheus reads its metrics. A monitor that scrapes that port and path already is left as it is, and no second one is',
    'made. Alerts look back at least four intervals: with a longer interval make the [5m] in them longer too.',
  ],
  settings: [
    'Numbers that only you know. What is off has no alert yet: give a value here, with --threshold errors=0.05, or in a file of',
    'promwire settings. In an alert <%errors%> is the value, and <%slow|duration%> the value as a duration.',
  ],
  alerts: [
    'Each becomes a rule of one PrometheusRule. Remove one, change one, add one of your own: name, expr and severity are needed;',
    'for, summary, description, runbook (an address), labels and group are not. <%job%> and <%namespace%> are those of the',
    "application's series as they are found. {{ … }} is Prometheus' template.",
  ],
  dashboard: [
    'Rows of panels. A panel has a title, a kind (stat, timeseries, table, state-timeline, heatmap), queries, and if wanted a',
    'unit (s, bytes, percentunit, reqps, short …), a width of 24 and a height. $namespace and $pod are the choices at its top.',
    'Of a Prometheus that scrapes the application already, panels without data are left out and named.',
  ],
  expectations: [
    'What must hold once it is wired in: setup waits for it, promwire verify asks for it. series-present takes any query that',
    'must have a result.',
  ],
};

/** The text of a file. `word`: the application as it was named, `namespace`: where it is. */
export function profileText(file: ApplicationProfile, word: string, namespace: string): string {
  const { apiVersion, kind, ...sections } = file;
  const parts = Object.entries(sections).map(([name, section]) => {
    const about = ABOUT[name as keyof typeof ABOUT].map((line) => `# ${line}`);
    return [...about, toYaml({ [name]: section })].join('\n');
  });
  return [
    `# yaml-language-server: $schema=${SCHEMA}`,
    `# What ${command`promwire setup ${word} ${inNamespace(namespace)}`} does, as a file: promwire setup --profile FILE does the`,
    '# same. Change what you like; promwire names the line of what it cannot take, and the schema describes every field.',
    toYaml({ apiVersion, kind }),
    ...parts,
  ].join('\n');
}
