/** Alerts of a profile file that wait for a setting. */
import type { Profile, ProfileVariant } from '../model/index.ts';
import { alertsOf } from '../plan/tuned-variant.ts';

/** A line on them; none where nothing waits. `given`: the settings that a user gives or gave before. */
export function waitingNotes(profile: Profile, { rules }: ProfileVariant, given: readonly string[]): readonly string[] {
  const made = new Set(rules.flatMap((group) => group.rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : []))));
  const waiting = alertsOf(profile).flatMap(({ alert, needs = [] }) => {
    const open = needs.filter((name) => !given.includes(name));
    return open.length === 0 || made.has(alert) ? [] : [{ alert, open }];
  });
  if (waiting.length === 0) return [];
  const names = [...new Set(waiting.flatMap(({ open }) => open))];
  const alerts = waiting.map(({ alert }) => alert);
  const more = alerts.length > NAMED ? ` and ${alerts.length - NAMED} more` : '';
  const subject = `${alerts.slice(0, NAMED).join(', ')}${more}`;
  return [
    `${subject} ${alerts.length === 1 ? 'is' : 'are'} not made yet: ${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} no value in the file; --threshold ${names[0] ?? ''}=VALUE gives one`,
  ];
}

const NAMED = 5;
