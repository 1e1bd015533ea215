import { own, toJson } from '../kube/json.ts';
import type { Json, Profile } from '../model/index.ts';
import { alertsOf } from '../plan/tuned-variant.ts';
import { nothingSet } from '../plan/written-settings.ts';
import type { AlertChoice, WrittenSettings } from '../plan/written-settings.ts';
import { toYaml } from '../render/yaml.ts';
import { command, nameWord } from '../kube/shell.ts';
import type { Word } from '../kube/shell.ts';

/** Where editors find the schema of the file. */
const SCHEMA = 'https://raw.githubusercontent.com/promwire/promwire/main/schemas/Settings.json';

/**
 * A settings file of a profile (see readSettings): what is set, and all that is as shipped as a comment. `words`: how the
 * application is named in a command.
 */
export function settingsFile(
  profile: Profile,
  { values, labels, alerts }: WrittenSettings = nothingSet,
  words: Word = nameWord(profile.id),
): string {
  const setLabels = Object.keys(labels).length > 0;
  const setAlerts = Object.keys(alerts).length > 0;
  const lines = [
    `# yaml-language-server: $schema=${SCHEMA}`,
    `# Settings of the alerts on ${profile.title}: ${command`promwire setup ${words} --settings FILE`}`,
    '# What is commented out is as shipped.',
    '',
    ...profile.settings.flatMap(({ name, standard, help }) => {
      const value = own(values, name);
      return [`# ${help}`, ...(value === undefined ? [`# ${name}: ${standard}`] : yamlLines({ [name]: value })), ''];
    }),
    '# further labels on every alert',
    ...(setLabels ? yamlLines({ labels }) : ['# labels:', '#   team: platform']),
    '',
    "# by alert: off, a severity, or a map of enabled, severity and labels; a check's own severity goes before it",
    setAlerts ? 'alerts:' : '# alerts:',
    ...alertsOf(profile).flatMap(({ alert, severity }) => {
      const choice = own(alerts, alert);
      if (!choice) return [`#   ${alert}: ${severity}`];
      return yamlLines({ [alert]: asWritten(choice) }).map((line) => `  ${line}`);
    }),
  ];
  return `${lines.join('\n')}\n`;
}

/** The short form, where it says all. */
function asWritten(choice: AlertChoice): Json {
  const { enabled, severity, labels } = choice;
  if (labels === undefined && enabled === false && severity === undefined) return 'off';
  return labels === undefined && enabled === undefined && severity !== undefined ? severity : toJson(choice);
}

function yamlLines(value: object): readonly string[] {
  return toYaml(value).trimEnd().split('\n');
}
