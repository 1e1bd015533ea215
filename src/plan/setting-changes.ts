/** What changes between two settings of alerts. */
import { own } from '../kube/json.ts';
import type { Labels, Profile, ProfileVariant, SettingChange } from '../model/index.ts';
import { alertsOf } from './tuned-variant.ts';
import type { AlertChoice, WrittenSettings } from './written-settings.ts';

/** What differs between two settings of a profile, in the order of a settings file. `variant`: under the later ones, to count its alerts. */
export function settingChanges(
  profile: Profile,
  variant: ProfileVariant | undefined,
  before: WrittenSettings,
  after: WrittenSettings,
): readonly SettingChange[] {
  const severities = new Map(alertsOf(profile).map(({ alert, severity }) => [alert, severity]));
  const word = ({ enabled, severity }: AlertChoice = {}, alert: string): string =>
    enabled === false ? 'off' : (severity ?? severities.get(alert) ?? 'on');
  const alerts = variant?.rules.flatMap(({ rules }) => rules.filter((rule) => 'alert' in rule)).length;
  return [
    ...profile.settings.flatMap(({ name, standard }): readonly SettingChange[] => {
      const valueIn = ({ values }: WrittenSettings): string => String(own(values, name) ?? standard);
      const [was, becomes] = [valueIn(before), valueIn(after)];
      return was === becomes ? [] : [{ kind: 'setting', name, was, becomes }];
    }),
    ...labelChanges(before.labels, after.labels, alerts === undefined ? {} : { alerts }),
    ...namesIn(before.alerts, after.alerts).flatMap((name): readonly SettingChange[] => {
      const [from, to] = [own(before.alerts, name), own(after.alerts, name)];
      const [was, becomes] = [word(from, name), word(to, name)];
      return [
        ...(was === becomes ? [] : [{ kind: 'alert', name, was, becomes } as const]),
        ...labelChanges(from?.labels ?? {}, to?.labels ?? {}, { alert: name, alerts: 1 }),
      ];
    }),
  ];
}

function labelChanges(
  before: Labels,
  after: Labels,
  where: Pick<SettingChange, 'alert' | 'alerts'>,
): readonly SettingChange[] {
  return namesIn(before, after).flatMap((name) => {
    const [was, becomes] = [own(before, name), own(after, name)];
    if (was === becomes) return [];
    return [
      {
        kind: 'label',
        name,
        ...(was === undefined ? {} : { was }),
        ...(becomes === undefined ? {} : { becomes }),
        ...where,
      },
    ];
  });
}

function namesIn(one: object, other: object): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
}
