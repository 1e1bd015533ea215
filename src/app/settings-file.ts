import type { Profile } from '../model/index.ts';
import { alertsOf } from '../plan/tuned-variant.ts';

/** A settings file of a profile (see readSettings) in which everything is as shipped, and commented out. */
export function settingsFile(profile: Profile): string {
  const alerts = alertsOf(profile).map(({ alert, severity }) => `#   ${alert}: ${severity}`);
  const lines = [
    `# Settings of the alerts on ${profile.title}: promwire setup ${profile.id} --settings FILE`,
    '# What is commented out is as shipped.',
    '',
    ...profile.settings.flatMap(({ name, standard, help }) => [`# ${help}`, `# ${name}: ${standard}`, '']),
    '# further labels on every alert',
    '# labels:',
    '#   team: platform',
    '',
    "# by alert: off, a severity, or a map of enabled, severity and labels; a check's own severity goes before it",
    '# alerts:',
    ...alerts,
  ];
  return `${lines.join('\n')}\n`;
}
